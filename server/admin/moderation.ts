/** The commands about people: `/kick`, `/ban`, `/unban`, `/bans`. Knows no terminal. */

import type { AdminPhrases } from "../../i18n/en/admin.ts";
import { faultText } from "../../i18n/fault_text.ts";
import type { Phrases } from "../../i18n/phrases.ts";
import { type AddressRange, rangeText } from "../../protocol/address.ts";
import { checkNick } from "../../protocol/names.ts";
import { utf8Bytes } from "../../protocol/text.ts";
import type { Clock } from "../../runtime/clock.ts";
import { type Bans } from "../access/bans.ts";
import { banRange, isBannedBy, isOwnMachine } from "../access/ban_range.ts";
import type { ServerBan } from "../storage/server_ban.ts";
import type { Hub } from "../chat/hub.ts";
import type { BanTerms } from "../chat/ban_refusal.ts";
import type { Member } from "../chat/member.ts";
import { isServerNick, SERVER_NICK } from "../chat/names.ts";
import { MAX_REASON_BYTES } from "../limits.ts";
import { looksLikeAddress, parseTerms, splitName } from "./target.ts";

/** What moderation works with. */
export interface ModerationOptions {
  readonly hub: Hub;
  readonly bans: Bans;
  readonly phrases: Phrases;
  readonly clock: Pick<Clock, "date">;
  /** Ends all connections whose address is banned. */
  readonly dismiss: (isBanned: (address: string) => boolean, terms: BanTerms) => void;
}

/** A command cannot be done. The message is for the operator. */
export class CommandRefused extends Error {
  override readonly name = "CommandRefused";
}

/** Prints a line. */
export type Print = (line: string) => void;

/** What a ban is for: a member, a nickname, or addresses. */
interface BanTarget extends Pick<ServerBan, "nick" | "address"> {
  readonly member?: Member;
  readonly range?: AddressRange;
  /** What the operator should know. */
  readonly note?: string;
}

/** Disconnects and bans people. */
export class Moderation {
  readonly #options: ModerationOptions;
  readonly #say: AdminPhrases;

  constructor(options: ModerationOptions) {
    this.#options = options;
    this.#say = options.phrases.admin;
  }

  /** `NICK [REASON]` */
  kick(text: string, print: Print): void {
    const { name, rest } = this.#split(text);
    const member = this.#find(name);
    if (member === undefined) throw new CommandRefused(this.#say.noSuchNick(name));
    this.#checkReason(rest);
    this.#expel(member, rest === "" ? undefined : rest);
    print(this.#say.kicked(member.nick));
  }

  /** `NICK|ADDRESS[/BITS] [for TIME] [REASON]` */
  async ban(text: string, print: Print): Promise<void> {
    const { bans, clock, dismiss } = this.#options;
    const { name, rest } = this.#split(text);
    const { ms, badTime, reason } = parseTerms(rest);
    if (badTime !== undefined) throw new CommandRefused(this.#say.badTime(badTime));
    this.#checkReason(reason ?? "");
    const target = this.#targetOf(name);
    const { member, range, note, nick, address } = target;
    const ban: ServerBan = {
      ...(nick === undefined ? {} : { nick }),
      ...(address === undefined ? {} : { address }),
      ...(reason === undefined ? {} : { reason }),
      ...(ms === undefined ? {} : { until: new Date(clock.date() + ms).toISOString() }),
    };
    const written = bans.add(ban);
    print(this.#banText(ban));
    if (note !== undefined) print(note);
    if (member !== undefined) this.#expel(member, reason);
    if (range !== undefined) dismiss((address) => isBannedBy(range, address), ban);
    await written;
  }

  /** `NICK|ADDRESS[/BITS]` */
  async unban(text: string, print: Print): Promise<void> {
    const { bans } = this.#options;
    const name = text.replace(/^"(.+)"$/, "$1");
    const gone = await bans.remove(name);
    for (const ban of gone) print(this.#say.unbanned(whoIn(ban)));
    if (gone.length > 0) return;
    const wider = bans.ofAddress(name)?.address;
    throw new CommandRefused(
      wider === undefined ? this.#say.notBanned(name) : this.#say.bannedWithin(name, wider),
    );
  }

  /** Prints who is banned. */
  list(print: Print): void {
    const { list } = this.#options.bans;
    if (list.length === 0) print(this.#say.noBans);
    for (const ban of list) print(this.#banText(ban));
  }

  #split(text: string) {
    return splitName(text, (nick) => this.#find(nick) !== undefined);
  }

  #find(nick: string): Member | undefined {
    return isServerNick(nick) ? undefined : this.#options.hub.find(nick);
  }

  /** @throws {CommandRefused} when the name can mean nobody. */
  #targetOf(name: string): BanTarget {
    const member = this.#find(name);
    if (member !== undefined) return this.#memberTarget(member);
    const range = banRange(name);
    if (range !== undefined) {
      // everybody on this machine would be cut off, and a proxy on it with all who come through it
      if (isOwnMachine(range)) throw new CommandRefused(this.#say.ownMachine(name));
      return { address: rangeText(range), range };
    }
    const nick = checkNick(name);
    if (looksLikeAddress(name)) throw new CommandRefused(this.#say.neither(name));
    if (!nick.ok) throw new CommandRefused(faultText(nick, this.#options.phrases.server));
    if (isServerNick(nick.value)) throw new CommandRefused(this.#say.noSuchNick(name));
    return { nick: nick.value, note: this.#say.absent(nick.value) };
  }

  #memberTarget(member: Member): BanTarget {
    const { nick, address } = member;
    const range = address === undefined ? undefined : banRange(address);
    if (range === undefined) return { nick, member };
    // the operator's own machine would be banned too
    if (isOwnMachine(range)) return { nick, member, note: this.#say.ownAddress };
    return { nick, address: rangeText(range), member, range };
  }

  #checkReason(reason: string): void {
    if (utf8Bytes(reason) <= MAX_REASON_BYTES) return;
    throw new CommandRefused(this.#say.reasonTooLong(MAX_REASON_BYTES));
  }

  #expel(member: Member, reason = ""): void {
    member.expelled(undefined, SERVER_NICK, reason);
  }

  #banText(ban: ServerBan): string {
    return this.#say.banned(whoIn(ban), ban.until, ban.reason);
  }
}

/** Ends what a ban forbids here that another server has made. */
export function enforceBan(
  ban: ServerBan,
  { hub, dismiss }: Pick<ModerationOptions, "hub" | "dismiss">,
): void {
  const { nick, address, reason = "" } = ban;
  if (nick !== undefined) hub.findHere(nick)?.expelled(undefined, SERVER_NICK, reason);
  const range = address === undefined ? undefined : banRange(address);
  if (range !== undefined) dismiss((from) => isBannedBy(range, from), ban);
}

function whoIn({ nick, address }: ServerBan): string {
  return [nick, address].filter(Boolean).join(", ");
}
