/** What all IRC clients of a server share: people, former nicknames, and who watches whom. */

import { MAX_IRC_WHOWAS } from "./limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { foldNick } from "../../../protocol/nick_fold.ts";
import type { Hub } from "../../chat/hub.ts";
import type { Member, Metadata, NameWatcher } from "../../chat/member.ts";
import type { PasswordCheck } from "../../access/password_check.ts";
import type { Services } from "../dialect.ts";
import { type Cap, watchesClosely } from "./caps.ts";
import { Departures, type Presence } from "./departures.ts";
import { IrcEncoding, type People, whereOf } from "./encoding.ts";

/** The options of an IRC port. */
export interface IrcOptions {
  /** The name of the server, the source of its own lines. */
  readonly serverName: string;
  readonly version: string;
  /**
   * For how many seconds clients are to come by TLS alone (IRCv3 sts), where TLS is spoken and they can
   * trust it.
   */
  readonly stsSeconds?: number | undefined;
  /** Operators by name, each with the check of its password. */
  readonly operators: ReadonlyMap<string, Pick<PasswordCheck, "try">>;
  readonly clock: Pick<Clock, "date">;
  /** Who left which room when; what was known before is in there. */
  readonly departures?: Departures;
}

/** What IRC tells about a member. */
export interface Person {
  readonly user: string;
  /** What is shown instead of their address. */
  readonly host: string;
  readonly realname: string;
  /** Their user modes, as letters. */
  readonly modes: ReadonlySet<string>;
  /** When they came and when they last said something, in milliseconds since 1970. */
  readonly since: number;
  readonly spokeAt: number;
  /** Their address: only operators and they themselves see it. */
  readonly address: string;
}

/** A member that uses IRC. */
export interface IrcMember extends Member {
  readonly person: Person;
  readonly caps: ReadonlySet<Cap>;
  readonly encoding: IrcEncoding;
  /** Sends lines that answer no command. */
  push(lines: string): void;
  /** Somebody it watches has come. */
  online(member: Member): void;
  /** Somebody it watches has left. */
  offline(nick: string): void;
}

/** A former owner of a nickname. */
export interface Former {
  readonly nick: string;
  readonly user: string;
  readonly host: string;
  readonly realname: string;
  /** When they gave it up, in milliseconds since 1970. */
  readonly until: number;
}

const NO_MODES: ReadonlySet<string> = new Set();

/** What the connections of an IRC port share. */
export class IrcServer implements People, NameWatcher {
  readonly services: Services;
  readonly options: IrcOptions;
  readonly startedAt: number;
  /** Clients that have no nickname yet. */
  readonly strangers = new Set<IrcMember>();
  /** The most people that were here at the same time. */
  most = 0;
  readonly departures: Departures;
  readonly #encodings = new Map<number, IrcEncoding>();
  readonly #clients = new Map<Member, IrcMember>();
  readonly #arrivals = new WeakMap<Member, number>();
  readonly #watchers = new Map<string, Set<IrcMember>>();
  #former: Former[] = [];

  constructor(services: Services, options: IrcOptions) {
    this.services = services;
    this.options = options;
    this.startedAt = options.clock.date();
    this.departures = options.departures ?? new Departures();
    this.departures.present = () => this.#present();
    services.hub.watch(this);
  }

  get serverName(): string {
    return this.options.serverName;
  }

  get hub(): Hub {
    return this.services.hub;
  }

  /** All IRC clients that have a nickname. */
  get clients(): IterableIterator<IrcMember> {
    return this.#clients.values();
  }

  /** The one encoding of all clients of this shape. */
  encoding(shape: number): IrcEncoding {
    let encoding = this.#encodings.get(shape);
    if (encoding === undefined) {
      this.#encodings.set(shape, encoding = new IrcEncoding(shape, this));
    }
    return encoding;
  }

  /** Adds a client that has a nickname now. */
  admit(client: IrcMember): void {
    this.strangers.delete(client);
    this.#clients.set(client, client);
  }

  find(nick: string): Member | undefined {
    return this.hub.find(nick);
  }

  /** The IRC client that `member` is, if it is one. */
  clientOf(member: Member): IrcMember | undefined {
    return this.#clients.get(member);
  }

  /** What IRC tells about `member`. Native and plain members have no real name and no modes. */
  person(member: Member): Person {
    const since = this.#arrivals.get(member) ?? this.startedAt;
    const client = this.clientOf(member);
    if (client !== undefined) return client.person;
    const [user = "", host = ""] = whereOf(member).split("@");
    return {
      ...{ user, host, realname: member.nick, modes: NO_MODES },
      spokeAt: member.saidAt === undefined ? since : Date.parse(member.saidAt),
      ...{ since, address: member.address ?? host },
    };
  }

  cloakOf(nick: string): string {
    return this.services.cloaks.ofNick(nick);
  }

  realnameOf(member: Member | undefined): string {
    return member === undefined ? "" : this.person(member).realname;
  }

  named(member: Member, from: string | undefined): void {
    this.most = Math.max(this.most, this.hub.count);
    if (from === undefined) this.#arrivals.set(member, this.options.clock.date());
    else this.#remember(from, member);
    if (from !== undefined) this.departures.changed();
    if (from !== undefined && foldNick(from) === foldNick(member.nick)) return;
    if (from !== undefined) this.#tell(from, (client) => client.offline(from));
    this.#tell(member.nick, (client) => client.online(member));
  }

  gone(member: Member): void {
    this.#remember(member.nick, member);
    this.#tell(member.nick, (client) => client.offline(member.nick));
    this.#clients.delete(member);
  }

  away(member: Member, text: string | undefined, ts: string, rooms: Metadata["told"]): void {
    this.tellWatchers(member, "away-notify", rooms, (encoding) => encoding.away(member, text, ts));
  }

  /** Tells the clients that watch `member` closely and have `cap`, but not those in one of `told`. */
  tellWatchers(
    member: Member,
    cap: Cap,
    told: Metadata["told"],
    render: (encoding: IrcEncoding) => string,
  ): void {
    for (const client of this.watchersOf(member.nick)) {
      if (!watchesClosely(client.caps) || !client.caps.has(cap)) continue;
      if (client === member || told?.some((room) => room.isListening(client))) continue;
      this.hub.behind(client, () => client.push(render(client.encoding)));
    }
  }

  /** From now on `client` is told when somebody takes or gives up the nickname. */
  watch(client: IrcMember, nick: string): void {
    const key = foldNick(nick);
    const watchers = this.#watchers.get(key);
    if (watchers === undefined) this.#watchers.set(key, new Set([client]));
    else watchers.add(client);
  }

  /** `client` is not told any more. */
  unwatch(client: IrcMember, nick: string): void {
    const key = foldNick(nick);
    const watchers = this.#watchers.get(key);
    watchers?.delete(client);
    if (watchers?.size === 0) this.#watchers.delete(key);
  }

  /** The clients that watch the nickname. */
  watchersOf(nick: string): Iterable<IrcMember> {
    return this.#watchers.get(foldNick(nick)) ?? [];
  }

  /** The former owners of nicknames that fit, the latest first. */
  former(fits: (nick: string) => boolean): Former[] {
    return this.#former.filter(({ nick }) => fits(nick)).reverse();
  }

  *#present(): Generator<Presence> {
    for (const client of this.clients) {
      for (const room of this.hub.roomsOf(client)) yield [client.nick, room.name, room.log];
    }
  }

  #tell(nick: string, tell: (client: IrcMember) => void): void {
    for (const client of this.watchersOf(nick)) tell(client);
  }

  #remember(nick: string, member: Member): void {
    const { user, host, realname } = this.person(member);
    this.#former.push({ nick, user, host, realname, until: this.options.clock.date() });
    if (this.#former.length > MAX_IRC_WHOWAS * 2) {
      this.#former = this.#former.slice(-MAX_IRC_WHOWAS);
    }
  }
}
