/** A member at another server: it can be found, shown and written to, and nothing is sent to it from here. */

import { Outlet } from "../fanout/outlet.ts";
import type { Letter, Person, Told } from "../storage/cluster.ts";
import type { DirectMessage, Encoding, Member } from "./member.ts";

/** Renders nothing: its own server writes to it. */
const SILENT: Encoding = { render: () => "", echoes: () => false };

const NOWHERE = new Outlet({
  writer: { write: (bytes) => Promise.resolve(bytes.length) },
  onError: () => {},
  onLag: () => {},
  maxLagBytes: Infinity,
});

/** Sends something to the server of a session. */
export type Tell = (session: number, letter: Letter) => Promise<Told>;

/** A member of another server. */
export class DistantMember implements Member {
  nick: string;
  /** Only its own server has its secret. */
  readonly resume = "";
  readonly encoding = SILENT;
  readonly outlet = NOWHERE;
  /** `undefined` while only its nickname is known here. */
  readonly session: number | undefined;
  saidAt?: string | undefined;
  quitRooms?: { isListening(member: Member): boolean }[];
  /** What its own server tells of it. */
  person: Person = {};
  readonly #tell: Tell;

  constructor(nick: string, session: number | undefined, tell: Tell) {
    this.nick = nick;
    this.session = session;
    this.#tell = tell;
  }

  get where(): string | undefined {
    return this.person.where;
  }

  get address(): string | undefined {
    return this.person.address;
  }

  get away(): string | undefined {
    return this.person.away;
  }

  /** Sends a private message to its server. */
  async deliver(message: DirectMessage): Promise<Told> {
    if (this.session === undefined) return "gone";
    return await this.#tell(this.session, { type: "direct", message });
  }

  direct(message: DirectMessage): void {
    void this.deliver(message).catch(() => {
      // it is in no log, and nobody waits for it
    });
  }

  notSaved(): void {
    // nothing is asked for in its name here
  }

  replaced(): void {
    // its own server knows
  }

  invited(room: string, by: Member): void {
    if (this.session === undefined) return;
    void this.#tell(this.session, { type: "invited", room, by: by.nick }).catch(() => {
      // it may come in all the same, if it knows
    });
  }

  expelled(room: string | undefined, by: string, reason: string): void {
    if (this.session === undefined) return;
    void this.#tell(this.session, { type: "expelled", room, by, reason }).catch(() => {
      // who has asked for it sees that the member is still there
    });
  }
}
