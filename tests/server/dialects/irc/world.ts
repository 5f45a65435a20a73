/** A server in memory with IRC clients, for the tests of the IRC door. */

import { chatDoor } from "../../../../server/dialects/chat_door.ts";
import { ircDoor } from "../../../../server/dialects/irc/dialect.ts";
import { FakeConnection, hello } from "../../fakes/connection.ts";
import { FakeServer } from "../../fakes/server.ts";
import { MemoryBackbone } from "../../../support/memory_backbone.ts";
import { settled } from "../../../support/virtual_clock.ts";

/** A server, and those who speak with it. */
export class IrcWorld {
  readonly server: FakeServer = new FakeServer(
    undefined,
    new MemoryBackbone({ clock: { date: () => this.server.clock.date() } }),
  );
  readonly #irc = ircDoor(this.server.services, this.server.irc);
  readonly #connections: FakeConnection[] = [];

  /** An IRC client that has been let in, and is in no room. */
  async irc(nick: string, caps = ""): Promise<FakeConnection> {
    const irc = new FakeConnection(this.server, { door: this.#irc });
    this.#connections.push(irc);
    const begin = caps === "" ? "" : `CAP REQ :${caps}\r\n`;
    await irc.socket.send(
      `${begin}NICK ${nick}\r\nUSER ${nick} 0 * :${nick}\r\n${caps === "" ? "" : "CAP END\r\n"}`,
    );
    irc.socket.news();
    return irc;
  }

  /** A native client in a room, with `rooms` if it may be in several. */
  async native(nick: string, room = "lobby", rooms = false): Promise<FakeConnection> {
    const door = chatDoor({ ...this.server.services, rate: 0 });
    const native = new FakeConnection(this.server, { door });
    this.#connections.push(native);
    await native.socket.frames(hello(nick, { room, rooms }));
    native.socket.news();
    return native;
  }

  /** A plain client in the lobby. */
  async plain(nick: string): Promise<FakeConnection> {
    const door = chatDoor({ ...this.server.services, rate: 0 });
    const plain = new FakeConnection(this.server, { door });
    this.#connections.push(plain);
    await plain.socket.send(`${nick}\n`);
    plain.socket.news();
    return plain;
  }

  /** Everyone goes. */
  async end(): Promise<void> {
    for (const connection of this.#connections) await connection.bye();
  }
}

/** Sends lines, and resolves to the lines that came after them. */
export async function ask(irc: FakeConnection, ...lines: string[]): Promise<string[]> {
  await irc.socket.send(lines.map((line) => `${line}\r\n`).join(""));
  await settled();
  return irc.socket.news().split("\r\n").slice(0, -1);
}

/** The texts that were said in these lines. */
export function texts(lines: readonly string[]): string[] {
  return lines.flatMap((line) => / (?:PRIVMSG|NOTICE) \S+ :(.*)$/.exec(line)?.[1] ?? []);
}
