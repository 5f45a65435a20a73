/** How a script and its client talk: what a line of input asks for, and what is printed. */

import type { Phrases } from "../../i18n/phrases.ts";
import type { LinkEvent } from "../link/events.ts";
import type { Link } from "../link/link.ts";
import type { Session } from "../link/session.ts";

/** What a format works with. */
export interface PipeFormatContext {
  readonly link: Pick<
    Link,
    | "send"
    | "flush"
    | "who"
    | "history"
    | "part"
    | "rooms"
    | "topic"
    | "search"
    | "away"
    | "seen"
  >;
  readonly session: Session;
  readonly phrases: Phrases;
  /** Prints a line. */
  readonly print: (line: string) => void;
  /** Tells the person who runs the script that a line of input cannot be sent. */
  readonly refuse: (number: number, why: string) => void;
  /** The script wants to leave: nothing more of its input is read. */
  readonly leave: () => void;
}

/** One way of talking. */
export interface PipeFormat {
  /** Takes a line of input, `undefined` when it was too long. The bytes are valid during the call only. */
  readonly take: (line: Uint8Array | undefined, number: number) => void;
  /** Prints what an event means for the script. */
  readonly on: (event: LinkEvent) => void;
  /** What to tell the person who runs the script about an event, if something. */
  readonly warningOf: (event: LinkEvent) => string | undefined;
  /** Whether the script has its answers, those of the outbox apart. */
  readonly isIdle: boolean;
  /** Whether the script itself is told what was refused. Else the exit code tells it. */
  readonly tellsRefusals: boolean;
}
