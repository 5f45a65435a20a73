/**
 * What whoever runs the server can do from its own terminal: lines in, sentences out. Knows no
 * terminal. There is no other way to do these things: nothing that comes over the network is listened
 * to here.
 */

import type { AdminPhrases } from "../../i18n/en/admin.ts";
import type { Phrases } from "../../i18n/phrases.ts";
import { reasonOf } from "../../i18n/reason.ts";
import type { Clock } from "../../runtime/clock.ts";
import { cleanText } from "../../protocol/text.ts";
import { addressOwner, isLoopback } from "../../protocol/address.ts";
import type { Bans, ServerBan } from "../access/bans.ts";
import type { Hub } from "../chat/hub.ts";
import { Failure } from "../failure.ts";
import { type Member, Refused } from "../chat/member.ts";
import { ServerVoice } from "./server_voice.ts";

/** What the terminal of a server works with. */
export interface AdminOptions {
  readonly hub: Hub;
  readonly bans: Bans;
  readonly phrases: Phrases;
  readonly clock: Pick<Clock, "date">;
  /** Sends away all connections from the address, or its network, with this message. */
  readonly dismiss: (owner: string, message: string) => void;
  /** Prints a line. */
  readonly print: (line: string) => void;
  /** Stops the server. */
  readonly quit: () => void;
}

/** A command: its arguments as they are shown, and what it does with the rest of its line. */
interface AdminCommand {
  readonly args: string;
  readonly run: (rest: string) => void | Promise<void>;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** The operator's commands: lines in, sentences out. */
export class Admin {
  readonly #options: AdminOptions;
  readonly #say: AdminPhrases;
  readonly #voice: ServerVoice;
  readonly #commands: Readonly<Record<keyof AdminPhrases["commands"], AdminCommand>>;

  constructor(options: AdminOptions) {
    const { nick, target, time, text } = options.phrases.admin.args;
    this.#options = options;
    this.#say = options.phrases.admin;
    this.#voice = new ServerVoice(options.hub, this.#say, options.print);
    this.#commands = {
      who: { args: "", run: () => this.#who() },
      kick: { args: nick, run: (rest) => this.#kick(rest) },
      ban: { args: `${target} ${time}`, run: (rest) => this.#ban(rest) },
      unban: { args: target, run: (rest) => this.#unban(rest) },
      bans: { args: "", run: () => this.#list() },
      say: { args: text, run: (rest) => this.#voice.say(rest) },
      help: { args: "", run: () => this.#help() },
      quit: { args: "", run: () => options.quit() },
    };
  }

  /** Does what a line asks for. Never rejects. */
  async line(line: string): Promise<void> {
    const { print, phrases } = this.#options;
    const say = this.#say;
    const [, name, rest = ""] = /^\/(\S*)\s*(.*)$/.exec(cleanText(line).trim()) ?? [];
    if (name === undefined) {
      if (line.trim() !== "") print(say.beginWithSlash);
      return;
    }
    const commands: Readonly<Record<string, AdminCommand>> = this.#commands;
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) return print(say.noSuchCommand(name));
    if ((command.args === "") !== (rest === "")) {
      return print(say.usage(`/${name} ${command.args}`.trim()));
    }
    try {
      await command.run(rest);
    } catch (cause) {
      if (cause instanceof Refused) print(cause.message);
      else if (cause instanceof Failure) print(cause.inWords(phrases));
      else print(say.notWritten(reasonOf(cause, phrases.reasons)));
    }
  }

  #help(): void {
    const { print } = this.#options;
    const say = this.#say;
    const rows = Object.entries(this.#commands)
      .map(([name, { args }]) =>
        [`/${name} ${args}`, say.commands[name as keyof AdminPhrases["commands"]]] as const
      );
    const width = Math.max(...rows.map(([usage]) => usage.length)) + 2;
    for (const [usage, help] of rows) print(`  ${usage.padEnd(width)}${help}`);
  }

  #who(): void {
    const { hub, print } = this.#options;
    const say = this.#say;
    const members = [...hub.members];
    if (members.length === 0) print(say.nobody);
    for (const member of members) {
      const rooms = hub.roomsOf(member).map(({ name }) => `#${name}`).join(" ");
      print(say.who(member.nick, member.address ?? "?", rooms));
    }
  }

  #kick(nick: string): void {
    const { print } = this.#options;
    const say = this.#say;
    const member = this.#find(nick);
    if (member === undefined) return print(say.noSuchNick(nick));
    this.#expel(member);
    print(say.kicked(member.nick));
  }

  async #ban(rest: string): Promise<void> {
    const { hub, print, bans, clock } = this.#options;
    const say = this.#say;
    const [, target = "", time] = /^(.*?)(?:\s+for\s+(\S+))?$/.exec(rest) ?? [];
    const ms = time === undefined ? undefined : durationMs(time);
    if (time !== undefined && ms === undefined) return print(say.badTime(time));
    const member = this.#find(target);
    if (hub.find(target) === this.#voice) return print(say.noSuchNick(target));
    const ban = { ...this.#targetOf(target, member), ...until(clock.date(), ms) };
    const address = ban.address === undefined ? [] : [addressOwner(ban.address)];
    const written = bans.add(ban);
    print(say.banned([ban.nick, ...address].filter(Boolean).join(", "), ban.until));
    if (member !== undefined) this.#expel(member);
    for (const owner of address) this.#options.dismiss(owner, say.youAreBanned(ban.until));
    await written;
  }

  /** What is banned with a name: an address, or a nickname with the address it comes from. */
  #targetOf(target: string, member: Member | undefined): Pick<ServerBan, "nick" | "address"> {
    const { print, hub } = this.#options;
    const say = this.#say;
    if (member === undefined) {
      return isAddress(target) ? { address: target } : { nick: hub.nick(target) };
    }
    const { nick, address } = member;
    if (address === undefined) return { nick };
    if (!isLoopback(address)) return { nick, address };
    // whoever runs the server would be shut out with them
    print(say.ownAddress);
    return { nick };
  }

  async #unban(target: string): Promise<void> {
    const { bans, print } = this.#options;
    const say = this.#say;
    const gone = await bans.remove(target);
    if (gone.length === 0) print(say.notBanned(target));
    for (const { nick, address } of gone) {
      print(say.unbanned([nick, address].filter(Boolean).join(", ")));
    }
  }

  #list(): void {
    const { bans: { list }, print } = this.#options;
    const say = this.#say;
    if (list.length === 0) print(say.noBans);
    for (const { nick, address, until } of list) {
      print(say.banned([nick, address].filter(Boolean).join(", "), until));
    }
  }

  #find(nick: string): Member | undefined {
    const member = this.#options.hub.find(nick);
    return member === this.#voice ? undefined : member;
  }

  #expel(member: Member): void {
    member.expelled(undefined, this.#voice.nick, "");
  }
}

function until(now: number, ms: number | undefined): { until?: string } {
  return ms === undefined ? {} : { until: new Date(now + ms).toISOString() };
}

function durationMs(text: string): number | undefined {
  const [, digits, unit = ""] = /^([1-9]\d{0,4})([mhdw])$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * UNIT_MS[unit]!;
}

/** Whether `text` can only be an IP address; IPv6 has two colons at the least. */
function isAddress(text: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) ||
    /^[0-9a-f.]*:[0-9a-f.]*:[0-9a-f:./]*$/i.test(text);
}
