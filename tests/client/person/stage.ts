/**
 * A person's client with nothing real around it: a terminal that is an emulator, a keyboard that is
 * the test, a server that is a script, a clock that stands still.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Link } from "../../../client/link/link.ts";
import { PlainDialect } from "../../../client/link/plain_dialect.ts";
import { KeptNames } from "../../../client/memory/kept_names.ts";
import type { RecoveredMessages } from "../../../client/memory/recovered_messages.ts";
import { type KnownUser, RecalledSession } from "../../../client/link/recalled_session.ts";
import { runTerminal, type TerminalOptions } from "../../../client/person/join_person.ts";
import type { Programs } from "../../../client/programs.ts";
import type { Size } from "../../../client/tty/frame.ts";
import type { TerminalListener } from "../../../client/tty/raw_terminal.ts";
import type { Language } from "../../../i18n/phrases.ts";
import { foldNick } from "../../../protocol/nick_fold.ts";
import { FakeServer } from "../../support/fake_server.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";
import { Emulator } from "../tty/emulator.ts";
import { phrasesOf } from "../../support/phrases.ts";

/** How often a test reads the screen before it gives up. No time passes between. */
const MOST_LOOKS = 400;

/** What differs between stages. */
export interface StageOptions extends Partial<Pick<TerminalOptions, "cached" | "facts">> {
  readonly recovered?: (session: RecalledSession) => RecoveredMessages;
  readonly size?: Size;
  readonly language?: Language;
  readonly nick?: string;
  /** Whether the session may be in several rooms. */
  readonly rooms?: boolean;
  /** What an earlier client has left. */
  readonly recalled?: readonly KnownUser[];
  readonly bell?: boolean;
  /** Words that call the user, besides the nickname. */
  readonly highlight?: readonly string[];
  /** How the desktop is told that the user is called; not at all by default. */
  readonly notify?: TerminalOptions["notify"];
  /** Rooms where the user is not told who comes and goes. */
  readonly quiet?: TerminalOptions["quiet"];
  /** What was typed before; nothing is kept by default. */
  readonly typed?: TerminalOptions["typed"];
  /** The user's pager and editor; none by default. */
  readonly programs?: Programs;
  /** Whether the terminal does not answer. */
  readonly isMute?: boolean;
  /** Whether the system can stop a program. */
  readonly suspends?: boolean;
  /** Whether connecting fails at first. */
  readonly isDown?: boolean;
}

/** A person's client, and all that is around it. */
export class Stage implements AsyncDisposable {
  readonly server = new FakeServer();
  readonly clock = new VirtualClock();
  readonly emulator: Emulator;
  readonly session: RecalledSession;
  /** Resolves with the exit code. */
  readonly ended: Promise<number>;
  /** All that was written to the terminal, write by write. */
  readonly writes: string[] = [];
  /** Whether the terminal is in raw mode. */
  isRaw = false;
  /** Resolves when the terminal has taken what is printed. */
  taken: Promise<void> = Promise.resolve();
  /** How often the client asked the system to stop it. */
  suspensions = 0;
  readonly #stop = Promise.withResolvers<void>();
  readonly #keyboard: ReadableStreamDefaultController<Uint8Array>;
  #size: Size;
  #listener: TerminalListener = { resized: () => {}, continued: () => {} };
  #shown: Promise<void> = Promise.resolve();
  #looks = "";

  constructor(options: StageOptions = {}) {
    const { size = { columns: 80, rows: 24 }, language = "en", nick } = options;
    this.#size = size;
    this.server.down = options.isDown === true;
    this.emulator = new Emulator(size);
    this.session = new RecalledSession({
      nick,
      room: "lobby",
      prefix: "p",
      rooms: options.rooms === true,
    });
    this.session.recall(options.recalled ?? []);
    let keyboard: ReadableStreamDefaultController<Uint8Array> | undefined;
    const readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        keyboard = controller;
      },
    });
    if (keyboard === undefined) throw new Error("a stream starts at once");
    this.#keyboard = keyboard;
    // people see their own time: noon is noon wherever the test runs
    const noon = new Date(2026, 10, 23, 12).getTime();
    this.ended = runTerminal({
      clock: { ...this.clock, date: () => noon + this.clock.now() },
      phrases: phrasesOf(language),
      session: this.session,
      address: "127.0.0.1:65432",
      cached: options.cached ?? [],
      recovered: options.recovered?.(this.session),
      bell: options.bell ?? true,
      programs: options.programs,
      highlight: options.highlight ?? [],
      typed: options.typed,
      ignored: new KeptNames({ most: 9, key: foldNick }),
      quiet: options.quiet ?? new KeptNames({ most: 9 }),
      notify: options.notify,
      facts: options.facts ?? { term: "xterm-256color" },
      stopped: this.#stop.promise,
      input: inputOf(readable),
      print: (text) => {
        this.writes.push(text);
        // outside of raw mode the system adds what brings the cursor to the beginning of the row
        this.#shown = this.emulator.write(this.isRaw ? text : text.replaceAll("\n", "\r\n"));
        return this.taken;
      },
      terminal: {
        setRaw: (on) => this.isRaw = on,
        writeSync: (text) => {
          this.writes.push(text);
          if (text === "\x1b[5n" && options.isMute !== true) this.type("\x1b[0n");
        },
        size: () => this.#size,
        watch: (listener) => {
          this.#listener = listener;
          return () => {};
        },
        suspend: options.suspends === false ? undefined : () => void this.suspensions++,
      },
      watch: () => {},
      makeLink: (own) =>
        new Link({
          ...own,
          dial: this.server.dial,
          plain: (context) => new PlainDialect(context),
          clock: this.clock,
          random: () => 0.5,
          session: this.session,
        }),
    });
  }

  /** Resolves when the emulator shows all that was printed: it has timers of its own. */
  get shown(): Promise<void> {
    return this.#shown;
  }

  /** All that was written to the terminal. */
  get output(): string {
    return this.writes.join("");
  }

  /** Presses keys: what a terminal sends for them. */
  type(text: string): void {
    this.typeBytes(new TextEncoder().encode(text));
  }

  /** Presses keys of which the terminal sends these bytes. */
  typeBytes(bytes: Uint8Array): void {
    this.#keyboard.enqueue(bytes);
  }

  /** Pastes, between brackets. */
  paste(text: string): void {
    this.type(`\x1b[200~${text.replaceAll("\n", "\r")}\x1b[201~`);
  }

  /** The keyboard is gone, as when a window is closed. */
  hangUp(): void {
    this.#keyboard.close();
  }

  /** The system wants the client to end. */
  stop(): void {
    this.#stop.resolve();
  }

  /** Another window size. */
  resize(size: Size): void {
    this.#size = size;
    this.emulator.resize(size);
    this.#listener.resized();
  }

  /** The program was stopped, another one has printed this, and it goes on. */
  continue(printed: string): void {
    this.#shown = this.emulator.write(printed);
    this.#listener.continued();
  }

  /** Resolves with the screen as soon as it shows the pattern. */
  async seen(pattern: RegExp | string): Promise<string> {
    for (let look = 0; look < MOST_LOOKS; look++) {
      await this.shown;
      const screen = this.emulator.screen.join("\n");
      if (typeof pattern === "string" ? screen.includes(pattern) : pattern.test(screen)) {
        return screen;
      }
      await settled();
    }
    throw new Error(`Waited for ${pattern}; the screen:\n${this.emulator.screen.join("\n")}`);
  }

  /** Compares the screen, looks and all, with the file of this name; `UPDATE_GOLDEN` writes it. */
  async assertGolden(name: string): Promise<void> {
    await settled();
    await this.shown;
    const file = new URL(`golden/${name}.txt`, import.meta.url);
    this.#looks = `${this.emulator.looks.join("\n")}\n`;
    if (Deno.env.get("UPDATE_GOLDEN")) await Deno.writeTextFile(file, this.#looks);
    assertEquals(this.#looks, await Deno.readTextFile(file));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    const { clock } = this;
    let isOver = false;
    const over = this.ended.finally(() => isOver = true);
    // the client waits a while for an answer to its goodbye
    for (let step = 0; !isOver && step < MOST_LOOKS; step++) await clock.advance(100);
    await over;
    assertEquals(clock.pending, 0, "timers were left over");
    assertEquals(this.isRaw, false, "the terminal is as it was");
    await this.shown;
    this.emulator[Symbol.dispose]();
  }
}

/** Standard input, of which a client uses one side or the other. */
function inputOf(readable: ReadableStream<Uint8Array>): TerminalOptions["input"] {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  let rest: Uint8Array | undefined;
  return {
    readable,
    read: async (into) => {
      reader ??= readable.getReader();
      rest ??= (await reader.read()).value;
      if (rest === undefined) return null;
      const part = rest.subarray(0, into.length);
      into.set(part);
      rest = part.length < rest.length ? rest.subarray(part.length) : undefined;
      return part.length;
    },
  };
}
