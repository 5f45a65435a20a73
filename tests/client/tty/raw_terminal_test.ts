import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import type { Size } from "../../../client/tty/frame.ts";
import {
  DEFAULT_SIZE,
  RawTerminal,
  type TerminalListener,
  type TerminalSystem,
} from "../../../client/tty/raw_terminal.ts";

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

Deno.test("RawTerminal.takeOver: lets those go on that were stopped with the program", () => {
  const system = Object.assign(new FakeSystem(), { goOn: () => void system.done.push("gone on") });
  using terminal = new RawTerminal(system);
  terminal.suspend();
  terminal.takeOver();
  assertEquals(system.done.slice(-4, -1), ["stopped", "gone on", "raw"]);
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

Deno.test("RawTerminal.lend: another program has the terminal, and nothing is changed under it", () => {
  const system = new FakeSystem();
  const told: string[] = [];
  using terminal = new RawTerminal(system, {
    resized: () => told.push("resized"),
    continued: () => told.push("continued"),
  });
  terminal.lend();
  assertEquals(system.done.splice(0).slice(2), [RESTORE, "cooked"]);
  system.listener.resized();
  system.listener.continued();
  assertEquals([told, system.done], [[], []]);
  terminal.takeBack(false);
  assertEquals(system.done.splice(0), ["raw", "\x1b[?2004h\x1b[?1004h"]);
  terminal.takeBack(false);
  assertEquals(system.done, [], "it has it already");
  terminal.lend();
  system.done.splice(0);
  terminal.takeBack(true);
  assertMatch(system.done[0] ?? "", /\[\?1047l.*\r\n$/, "the other screen is left first");
  assertEquals(system.done.slice(1), ["raw", "\x1b[?2004h\x1b[?1004h"]);
});
