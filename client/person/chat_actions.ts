/** Carries out the commands of the person. */

import type { Phrases } from "../../i18n/phrases.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { DEFAULT_PAGE_MESSAGES } from "../limits.ts";
import type { Link } from "../link/link.ts";
import type { RecoveredMessages } from "../memory/recovered_messages.ts";
import type { PendingCommand } from "../link/outbox.ts";
import type { Session } from "../link/session.ts";
import type { CommandActions } from "./commands.ts";
import { isolate } from "../tty/bidi.ts";
import { helpLines } from "./help.ts";
import { renderNotice } from "./render_notice.ts";
import type { MessagePrinter } from "./message_printer.ts";
import type { View } from "./view.ts";

/** What the commands work with. */
export interface ActionOptions {
  readonly link: Link;
  readonly session: Session;
  readonly phrases: Phrases;
  readonly view: View;
  readonly messages: MessagePrinter;
  /** What an earlier client could not send. */
  readonly recovered?: RecoveredMessages | undefined;
  /** Something was put into the outbox. */
  readonly added: () => void;
}

/** Carries out each command by the link and the view. */
export class ChatActions implements CommandActions {
  readonly #options: ActionOptions;

  constructor(options: ActionOptions) {
    this.#options = options;
  }

  help(name: string | undefined): undefined {
    const { view } = this.#options;
    view.print(helpLines(name, this.#say, view.columns));
  }

  who(): string | undefined {
    return this.#options.link.who() ? undefined : this.#notNow();
  }

  say(text: string, action = false): string | undefined {
    return this.#send({ kind: "say", text, ...(action ? { action } : {}) });
  }

  direct(to: string, text: string): string | undefined {
    return this.#send({ kind: "dm", to, text });
  }

  rename(nick: string): string | undefined {
    // the server does not answer someone who has this nickname already
    if (nick === this.#options.session.nick && !this.#isPending("nick")) {
      return this.#note(this.#say.sameNick(isolate(nick)));
    }
    return this.#send({ kind: "nick", nick });
  }

  enter(room: string): string | undefined {
    if (room === this.#options.session.room && !this.#isPending("room")) {
      return this.#note(this.#say.sameRoom(room));
    }
    return this.#send({ kind: "room", room });
  }

  history(count: number = DEFAULT_PAGE_MESSAGES): string | undefined {
    return this.#options.link.history(count) ? undefined : this.#notNow();
  }

  more(): string | undefined {
    return this.#options.messages.more() ? undefined : this.#say.nothingFolded;
  }

  resend(): string | undefined {
    const { recovered, link, added } = this.#options;
    if (recovered === undefined || recovered.items.length === 0) return this.#say.nothingOffered;
    recovered.resend(link);
    added();
    return undefined;
  }

  forget(): string | undefined {
    const { recovered } = this.#options;
    if (recovered === undefined || recovered.items.length === 0) return this.#say.nothingOffered;
    this.#note(this.#say.forgotten(recovered.items.length));
    recovered.discard();
    return undefined;
  }

  quit(): undefined {
    this.#options.view.leave();
  }

  get #say(): ScreenPhrases {
    return this.#options.phrases.client.screen;
  }

  #note(text: string): undefined {
    const { view } = this.#options;
    view.print(renderNotice(text, view.columns));
  }

  #isPending(kind: PendingCommand["kind"]): boolean {
    return this.#options.session.outbox.items.some(({ command }) => command.kind === kind);
  }

  #notNow(): string {
    const { link, session } = this.#options;
    const isPlain = link.live && session.dialect === "plain";
    return isPlain ? this.#say.notHere : this.#say.notNow;
  }

  #send(command: PendingCommand): string | undefined {
    const { link, session, added } = this.#options;
    if (session.nick === undefined) return this.#say.notNow;
    if (link.send(command) === undefined) return this.#say.outboxFull;
    added();
    return undefined;
  }
}
