/** The server as a member of the chat: it has a reserved nickname and is in no room. */

import type { AdminPhrases } from "../../i18n/en/admin.ts";
import type { Hub } from "../chat/hub.ts";
import { SERVER_NICK } from "../chat/names.ts";
import type { DirectMessage, Encoding, Member } from "../chat/member.ts";
import { Outlet } from "../fanout/outlet.ts";

/** Renders nothing: the log says what happens. */
const SILENT: Encoding = { render: () => "", echoes: () => false };

/** The member that speaks for the server, under the nickname `server`. */
export class ServerVoice implements Member {
  nick = "";
  readonly resume = crypto.randomUUID();
  readonly encoding = SILENT;
  readonly outlet = new Outlet({
    writer: { write: (bytes) => Promise.resolve(bytes.length) },
    onError: () => {},
    onLag: () => {},
    maxLagBytes: Infinity,
  });
  readonly #hub: Hub;
  readonly #say: AdminPhrases;
  readonly #print: (line: string) => void;

  /** @throws {Refused} `nick_taken` when somebody has the nickname already. */
  constructor(hub: Hub, say: AdminPhrases, print: (line: string) => void) {
    this.#hub = hub;
    this.#say = say;
    this.#print = print;
    hub.reserve(this, SERVER_NICK);
  }

  /**
   * Says something in every room that has members.
   *
   * @throws {Refused} `bad_text`.
   */
  say(text: string): void {
    const value = this.#hub.text(text);
    for (const room of this.#hub.rooms) room.say(this, value, "", {});
  }

  direct({ nick, text }: DirectMessage): void {
    if (nick !== this.nick) this.#print(this.#say.direct(nick, text));
  }

  notSaved(): void {
    this.#print(this.#say.notSaid);
  }

  replaced(): void {
    throw new Error("Nobody can go on with the session of the server");
  }

  expelled(): void {
    // nobody can remove the server, not even an operator on IRC
  }
}
