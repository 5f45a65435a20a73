/** What the screen mode and the line mode have in common. */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import type { ClientSystem } from "../system.ts";
import type { LinkEvent } from "../link/events.ts";
import { MAX_NAMED_UNSENT } from "../limits.ts";
import type { Link } from "../link/link.ts";
import type { TerminalSystem } from "../tty/raw_terminal.ts";
import type { Notification } from "../tty/osc.ts";
import type { StyledLine } from "../tty/style.ts";
import type { Chat, ChatOptions } from "./chat.ts";
import { unsentForm } from "./event_sentence.ts";
import type { TypedHistory } from "./screen_input.ts";
import { renderNotice, renderWarning } from "./render_notice.ts";

/** What a mode works with. */
export interface ModeOptions extends Omit<ChatOptions, "link" | "view"> {
  readonly input: ClientSystem["input"];
  /** Prints to the terminal. Rejects when the terminal is gone. */
  readonly print: (text: string) => Promise<void>;
  readonly terminal: TerminalSystem;
  /** What was typed before; nothing is kept where it is undefined. */
  readonly typed?: TypedHistory | undefined;
  /** Whether what was not sent is kept for the next time. */
  readonly keepsUnsent?: boolean;
  /** How the desktop is told that the user is called, if it is to be told. */
  readonly notify?: Notification | undefined;
  /** Whether the bell may ring. */
  readonly bell: boolean;
  /** Resolves when the system wants the client to end. */
  readonly stopped: Promise<void>;
  /** Makes the link. Its events go to `show`. */
  readonly connect: (show: (event: LinkEvent) => void) => Link;
}

/** What the user said or typed and nobody has got, whole, so that it can be copied. */
export function lostLines(
  chat: Pick<Chat, "unsent">,
  draft: string,
  { phrases: { client: { screen: say } }, keepsUnsent }: Pick<
    ModeOptions,
    "phrases" | "keepsUnsent"
  >,
  columns: number,
): StyledLine[] {
  const lines = unsentLines(chat, say, columns);
  if (lines.length > 0 && keepsUnsent === true) {
    lines.push(...renderNotice(say.offeredNext, columns));
  }
  if (draft.trim() === "") return lines;
  const typed = renderNotice(draft, columns, { style: {} });
  return [...lines, ...renderNotice(say.draft, columns), ...typed];
}

function unsentLines(
  { unsent }: Pick<Chat, "unsent">,
  say: ScreenPhrases,
  columns: number,
): StyledLine[] {
  if (unsent.length === 0) return [];
  const texts = unsent.map(({ command }) => unsentForm(command));
  const rest = texts.length - MAX_NAMED_UNSENT;
  return [
    ...renderWarning(say.leftUnsent(texts.length), columns),
    ...texts.slice(0, MAX_NAMED_UNSENT).flatMap((text) =>
      renderNotice(text, columns, { style: {} })
    ),
    ...(rest > 0 ? renderNotice(say.andMore(rest), columns) : []),
  ];
}
