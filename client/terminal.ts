/** A person's client: a screen where the terminal can be one, else plain lines. */

import type { ClientIo } from "./io.ts";
import type { LinkEvent } from "./link/events.ts";
import { MAX_CATCH_UP } from "./limits.ts";
import type { Link, LinkOptions } from "./link/link.ts";
import type { ChatOptions } from "./person/chat.ts";
import { runLines } from "./person/line_mode.ts";
import type { ModeOptions } from "./person/mode.ts";
import { runScreen } from "./person/screen_mode.ts";
import { capabilities, type TerminalFacts } from "./tty/capabilities.ts";
import type { TerminalSystem } from "./tty/raw.ts";

/** What a person's client works with. */
export interface TerminalOptions extends Omit<ChatOptions, "link" | "view"> {
  readonly input: ClientIo["input"];
  /** Prints to the terminal; rejects when that is gone. */
  readonly print: (text: string) => Promise<void>;
  readonly terminal: TerminalSystem;
  /** What the environment says about the terminal. */
  readonly facts: TerminalFacts;
  /** Whether the bell may ring. */
  readonly bell: boolean;
  /** Resolves when the system wants the client to end. */
  readonly stopped: Promise<void>;
  readonly makeLink: (options: Pick<LinkOptions, "emit" | "maxCatchUp">) => Link;
  /** Sees every event before it is shown. */
  readonly watch: (event: LinkEvent) => void;
}

/** Runs until the user leaves; 0, or 1 where the chat ended by itself. */
export async function runTerminal(options: TerminalOptions): Promise<number> {
  const able = capabilities(options.facts);
  const mode: ModeOptions = {
    ...options,
    connect: (show) => {
      const emit = (event: LinkEvent) => {
        options.watch(event);
        show(event);
      };
      return options.makeLink({ emit, maxCatchUp: MAX_CATCH_UP });
    },
  };
  return able.dumb ? await runLines(mode) : await runScreen(mode, able);
}
