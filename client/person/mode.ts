/** What the screen mode and the line mode have in common. */

import type { ClientSystem } from "../system.ts";
import type { LinkEvent } from "../link/events.ts";
import { MAX_NAMED_UNSENT } from "../limits.ts";
import type { Link } from "../link/link.ts";
import type { TerminalSystem } from "../tty/raw_terminal.ts";
import type { StyledLine } from "../tty/style.ts";
import type { Chat, ChatOptions } from "./chat.ts";
import { renderNotice, renderWarning } from "./render_notice.ts";

/** What a mode works with. */
export interface ModeOptions extends Omit<ChatOptions, "link" | "view"> {
  readonly input: ClientSystem["input"];
  /** Prints to the terminal. Rejects when the terminal is gone. */
  readonly print: (text: string) => Promise<void>;
  readonly terminal: TerminalSystem;
  /** Whether the bell may ring. */
  readonly bell: boolean;
  /** Resolves when the system wants the client to end. */
  readonly stopped: Promise<void>;
  /** Makes the link. Its events go to `show`. */
  readonly connect: (show: (event: LinkEvent) => void) => Link;
}

/** Names the messages that the server has not confirmed, whole, so that they can be copied. */
export function unsentLines(
  { unsent }: Pick<Chat, "unsent">,
  { phrases: { client: { screen: say } } }: Pick<ModeOptions, "phrases">,
  columns: number,
): StyledLine[] {
  if (unsent.length === 0) return [];
  const texts = unsent.flatMap(({ command }) => "text" in command ? [command.text] : []);
  const rest = texts.length - MAX_NAMED_UNSENT;
  return [
    ...renderWarning(say.leftUnsent(texts.length), columns),
    ...texts.slice(0, MAX_NAMED_UNSENT).flatMap((text) => renderNotice(text, columns, {})),
    ...(rest > 0 ? renderNotice(say.andMore(rest), columns) : []),
  ];
}
