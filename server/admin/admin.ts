/**
 * The operator's commands: takes lines, prints sentences. Knows no terminal and no socket. Clients have no
 * way to reach this: nothing that comes over the network is a command here.
 *
 * @module
 */

import type { AdminPhrases } from "../../i18n/en/admin.ts";
import { reasonOf } from "../../i18n/reason.ts";
import { cleanText } from "../../protocol/text.ts";
import { Refused } from "../chat/member.ts";
import { Failure } from "../failure.ts";
import { CommandRefused, Moderation, type ModerationOptions, type Print } from "./moderation.ts";
import { ServerVoice } from "./server_voice.ts";

/** What the operator's commands work with. */
export interface AdminOptions extends ModerationOptions {
  /** Stops the server. */
  readonly quit: () => void;
}

/** A command: its arguments as the help shows them, and what it does with the rest of the line. */
interface AdminCommand {
  readonly args: string;
  readonly run: (rest: string, print: Print) => void | Promise<void>;
}

/** Carries out the operator's commands. */
export class Admin {
  readonly #options: AdminOptions;
  readonly #say: AdminPhrases;
  readonly #voice: ServerVoice;
  readonly #commands: Readonly<Record<keyof AdminPhrases["commands"], AdminCommand>>;
  /** The consoles. They show messages to the server. */
  readonly #consoles = new Set<Print>();

  constructor(options: AdminOptions) {
    const { nick, target, time, reason, text } = options.phrases.admin.args;
    this.#options = options;
    this.#say = options.phrases.admin;
    this.#voice = new ServerVoice(options.hub, this.#say, (line) => this.#tell(line));
    const people = new Moderation(options);
    this.#commands = {
      who: { args: "", run: (_, print) => this.#who(print) },
      kick: { args: `${nick} ${reason}`, run: (rest, print) => people.kick(rest, print) },
      ban: {
        args: `${target} ${time} ${reason}`,
        run: (rest, print) => people.ban(rest, print),
      },
      unban: { args: target, run: (rest, print) => people.unban(rest, print) },
      bans: { args: "", run: (_, print) => people.list(print) },
      say: { args: text, run: (rest) => this.#voice.say(rest) },
      help: { args: "", run: (_, print) => this.#help(print) },
      quit: { args: "", run: () => options.quit() },
    };
  }

  /** Shows messages to the server on a console from now on. Returns how to end that. */
  attach(print: Print): () => void {
    this.#consoles.add(print);
    return () => this.#consoles.delete(print);
  }

  /** Carries out a line and prints the answer. Resolves to whether it succeeded. Never rejects. */
  async line(line: string, print: Print): Promise<boolean> {
    if (line.trim() === "") return true;
    // letters of another encoding: all would read them like this
    if (line.includes("\ufffd")) {
      print(this.#options.phrases.server.notUtf8);
      return false;
    }
    try {
      await this.#run(line, print);
      return true;
    } catch (cause) {
      print(this.#whyNot(cause));
      return false;
    }
  }

  /** @throws {CommandRefused} when there is no such command, or its arguments are wrong. */
  async #run(line: string, print: Print): Promise<void> {
    const say = this.#say;
    const [, name, rest = ""] = /^\/(\S*)\s*(.*)$/.exec(cleanText(line).trim()) ?? [];
    if (name === undefined) throw new CommandRefused(say.beginWithSlash);
    const commands: Readonly<Record<string, AdminCommand>> = this.#commands;
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) throw new CommandRefused(say.noSuchCommand(name));
    if ((command.args === "") !== (rest === "")) {
      throw new CommandRefused(say.usage(`/${name} ${command.args}`.trim()));
    }
    await command.run(rest, print);
  }

  #whyNot(cause: unknown): string {
    const { phrases } = this.#options;
    if (cause instanceof Refused || cause instanceof CommandRefused) return cause.message;
    if (cause instanceof Failure) return cause.inWords(phrases);
    return this.#say.notWritten(reasonOf(cause, phrases.reasons));
  }

  #tell(line: string): void {
    for (const print of this.#consoles) print(line);
  }

  #help(print: Print): void {
    const say = this.#say;
    const rows = Object.entries(this.#commands)
      .map(([name, { args }]) =>
        [`/${name} ${args}`, say.commands[name as keyof AdminPhrases["commands"]]] as const
      );
    const width = Math.max(...rows.map(([usage]) => usage.length)) + 2;
    for (const [usage, help] of rows) print(`  ${usage.padEnd(width)}${help}`);
  }

  #who(print: Print): void {
    const { hub } = this.#options;
    const members = [...hub.members];
    if (members.length === 0) print(this.#say.nobody);
    for (const member of members) {
      const rooms = hub.roomsOf(member).map(({ name }) => `#${name}`).join(" ");
      print(this.#say.who(member.nick, member.address ?? "?", rooms));
    }
  }
}
