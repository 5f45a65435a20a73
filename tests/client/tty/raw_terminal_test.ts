import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Size } from "../../../client/tty/frame.ts";
import type { Key } from "../../../client/tty/key.ts";
import { KeyDecoder } from "../../../client/tty/key_decoder.ts";
import { ESCAPE_SILENCE_MS, PASTE_SILENCE_MS } from "../../../client/limits.ts";
import {
  DEFAULT_SIZE,
  RawTerminal,
  readKeys,
  type TerminalListener,
  type TerminalSystem,
} from "../../../client/tty/raw_terminal.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

/** A terminal that records what was done to it. */
class FakeSystem implements TerminalSystem {
  readonly done: string[] = [];
  screen: Size = { columns: 100, rows: 30 };
  listener: TerminalListener = { resized: () => {}, continued: () => {} };
  setRaw = (on: boolean) => void this.done.push(on ? "raw" : "cooked");
  writeSync = (text: string) => void this.done.push(text);
  size = () => this.screen;
  watch = (listener: TerminalListener) => {
    this.listener = listener;
    return () => void this.done.push("unwatched");
  };
  suspend? = () => void this.done.push("stopped");
}

const RESTORE = "\x1b[?2026l\x1b[?1004l\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[0m";

Deno.test("RawTerminal: takes the terminal over and gives it back once", () => {
  const system = new FakeSystem();
  {
    using terminal = new RawTerminal(system);
    assertEquals(system.done, ["raw", "\x1b[?2004h\x1b[?1004h"]);
    terminal[Symbol.dispose]();
  }
  assertEquals(system.done.slice(2), ["unwatched", RESTORE, "cooked"]);
});

Deno.test("RawTerminal: gives it back when something throws, even if nothing can be written", () => {
  const system = new FakeSystem();
  assertThrows(() => {
    using _terminal = new RawTerminal(system);
    system.writeSync = () => {
      throw new Error("gone");
    };
    throw new Error("mistake");
  });
  assertEquals(system.done.at(-1), "cooked");
});

Deno.test("RawTerminal: tells what happens, its modes set again, until it is given back", () => {
  const system = new FakeSystem();
  const told: string[] = [];
  const terminal = new RawTerminal(system, {
    resized: () => told.push("resized"),
    continued: () => told.push("continued"),
  });
  for (const event of ["resized", "continued"] as const) {
    system.listener[event]();
    assertEquals([told.at(-1), ...system.done.slice(-2)], [event, "raw", "\x1b[?2004h\x1b[?1004h"]);
  }
  terminal[Symbol.dispose]();
  system.listener.resized();
  assertEquals(told.length, 2);
  assertEquals(system.done.at(-1), "cooked");
});

Deno.test("RawTerminal.suspend: gives the terminal back first; not once it was given back", () => {
  const system = new FakeSystem();
  const terminal = new RawTerminal(system);
  assertEquals(terminal.canSuspend, true);
  terminal.suspend();
  assertEquals(system.done.slice(2), [RESTORE, "cooked", "stopped"]);
  terminal[Symbol.dispose]();
  terminal.suspend();
  assertEquals(system.done.at(-1), "cooked");
  using other = new RawTerminal(system);
  system.suspend = () => {
    throw new Error("not allowed");
  };
  other.suspend();
  assertEquals(system.done.at(-1), "cooked");
  delete system.suspend;
  assertEquals(terminal.canSuspend, false);
});

Deno.test("RawTerminal.size: of a terminal that does not know it, that of the VT100", () => {
  const system = new FakeSystem();
  using terminal = new RawTerminal(system);
  assertEquals(terminal.size(), { columns: 100, rows: 30 });
  system.screen = { columns: 0, rows: 0 };
  assertEquals(terminal.size(), DEFAULT_SIZE);
  system.size = () => {
    throw new Error("not a terminal");
  };
  assertEquals(terminal.size(), DEFAULT_SIZE);
});

/** Input that arrives when the test wants it, and the keys that come of it. */
class Typing {
  readonly keys: Key[] = [];
  readonly clock = new VirtualClock();
  readonly done: Promise<void>;
  #controller!: ReadableStreamDefaultController<string | null | Error>;

  constructor() {
    const parts = new ReadableStream<string | null | Error>({
      start: (controller) => void (this.#controller = controller),
    }).getReader();
    const read = async (into: Uint8Array) => {
      const { value } = await parts.read();
      if (value instanceof Error) throw value;
      if (value === null || value === undefined) return null;
      return new TextEncoder().encodeInto(value, into).written;
    };
    this.done = readKeys({ read }, new KeyDecoder(100), (key) => this.keys.push(key), this.clock);
    this.done.catch(() => {}); // looked at by the test
  }

  /** Lets `part` arrive and waits until it was read; null is the end. */
  async arrive(part: string | null | Error): Promise<void> {
    this.#controller.enqueue(part);
    for (let i = 0; i < 10; i++) await Promise.resolve();
  }
}

Deno.test("readKeys: hands on keys until the input ends", async () => {
  const typing = new Typing();
  await typing.arrive("hi\r");
  await typing.arrive(null);
  await typing.done;
  assertEquals(typing.keys, [{ type: "text", text: "hi" }, { type: "chord", chord: "Enter" }]);
});

Deno.test("readKeys: ESC is Escape after a silence, not before", async () => {
  const typing = new Typing();
  await typing.arrive("\x1b");
  await typing.clock.advance(ESCAPE_SILENCE_MS - 1);
  assertEquals(typing.keys, []);
  await typing.clock.advance(1);
  assertEquals(typing.keys, [{ type: "chord", chord: "Escape" }]);
  await typing.arrive(null);
  await typing.done;
});

Deno.test("readKeys: what follows ESC in time is one key with it", async () => {
  const typing = new Typing();
  await typing.arrive("\x1b");
  await typing.arrive("[A");
  assertEquals(typing.clock.pending, 0);
  assertEquals(typing.keys, [{ type: "chord", chord: "Up" }]);
  await typing.arrive(null);
  await typing.done;
});

Deno.test("readKeys: a paste whose end never comes ends after a long silence", async () => {
  const typing = new Typing();
  await typing.arrive("\x1b[200~lost");
  await typing.clock.advance(PASTE_SILENCE_MS - 1);
  assertEquals(typing.keys, []);
  await typing.clock.advance(1);
  assertEquals(typing.keys, [{ type: "paste", text: "lost" }]);
  await typing.arrive(null);
  await typing.done;
});

Deno.test("readKeys: an ESC before the end of the input is Escape", async () => {
  const typing = new Typing();
  await typing.arrive("\x1b");
  await typing.arrive(null);
  await typing.done;
  assertEquals(typing.clock.pending, 0);
  assertEquals(typing.keys, [{ type: "chord", chord: "Escape" }]);
});

Deno.test("readKeys: an error of the input is handed on, no timer stays behind", async () => {
  const typing = new Typing();
  await typing.arrive("\x1b");
  await typing.arrive(new Error("terminal is gone"));
  await assertRejects(() => typing.done, Error, "terminal is gone");
  assertEquals(typing.clock.pending, 0);
});
