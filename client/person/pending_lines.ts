/** The commands that are on their way to the server, as lines. */

import { cleanText } from "../../protocol/text.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import type { LinkEvent } from "../link/events.ts";
import type { OutboxItem } from "../link/outbox.ts";
import type { Session } from "../link/session.ts";
import { oneLine } from "../stdio/text_lines.ts";
import { isolate } from "../tty/bidi.ts";
import { FAINT, span, type StyledLine } from "../tty/style.ts";

/** Keeps what is on its way: the outbox, and messages that are stored and not shown yet. */
export class PendingLines {
  readonly #session: Session;
  readonly #say: ScreenPhrases;
  /** Messages that are stored and not shown yet: older ones are still to come. */
  readonly #stored = new Map<string, OutboxItem>();

  constructor(session: Session, say: ScreenPhrases) {
    this.#session = session;
    this.#say = say;
  }

  /** The lines, oldest first. */
  get lines(): readonly StyledLine[] {
    const { nick = "", outbox, room } = this.#session;
    const items = [...this.#stored.values(), ...outbox.items];
    return items.map((item) => renderPending(item, { nick, room }, this.#say));
  }

  /** Learns from an event. */
  on(event: LinkEvent): void {
    switch (event.type) {
      case "acknowledged":
        if (event.id !== undefined) this.#stored.set(event.item.cid, event.item);
        return;
      case "message":
        this.#stored.delete(event.message.cid);
        return;
      case "entered":
        return event.isFurther === true ? undefined : this.#stored.clear();
      case "reset":
        return this.#stored.clear();
    }
  }
}

/** A command on its way. A message looks as it will when it is stored, but for the time. */
export function renderPending(
  { command }: OutboxItem,
  { nick, room }: { readonly nick: string; readonly room: string },
  say: ScreenPhrases,
): StyledLine {
  const shown = (text: string) => {
    const [first = ""] = cleanText(text).split("\n", 1);
    const more = text.length > first.length ? " …" : "";
    return isolate(first.replaceAll("\t", "    ")) + more;
  };
  switch (command.kind) {
    case "say": {
      const who = command.action === true ? `* ${nick} ` : `${nick}: `;
      const where = (command.room ?? room) === room ? "" : `#${command.room} `;
      return [span(`    … ${where}${who}${shown(command.text)}`, FAINT)];
    }
    case "dm":
      return [span(`    … ${say.dmTo}${oneLine(command.to)}: ${shown(command.text)}`, FAINT)];
    case "nick":
      return [span(`    … /nick ${command.nick}`, FAINT)];
    case "room":
      return [span(`    … /room ${command.room}`, FAINT)];
  }
}
