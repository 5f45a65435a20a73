import { assertEquals, assertRejects } from "@std/assert";
import { ESCAPE_SILENCE_MS, PASTE_SILENCE_MS, TERMINAL_ANSWER_MS } from "../../../client/limits.ts";
import type { Key } from "../../../client/tty/key.ts";
import { Keyboard } from "../../../client/tty/keyboard.ts";
import { KeyDecoder } from "../../../client/tty/key_decoder.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

/** Input that arrives when the test wants it, and the keys that come of it. */
class Typing {
  readonly keys: Key[] = [];
  readonly clock = new VirtualClock();
  /** How often the input was asked for keys. */
  reads = 0;
  readonly keyboard: Keyboard;
  readonly done: Promise<void>;
  #controller!: ReadableStreamDefaultController<string | null | Error>;

  constructor() {
    const parts = new ReadableStream<string | null | Error>({
      start: (controller) => void (this.#controller = controller),
    }).getReader();
    const read = async (into: Uint8Array) => {
      this.reads++;
      const { value } = await parts.read();
      if (value instanceof Error) throw value;
      if (value === null || value === undefined) return null;
      return new TextEncoder().encodeInto(value, into).written;
    };
    this.keyboard = new Keyboard({
      input: { read },
      decoder: new KeyDecoder(100),
      onKey: (key) => this.keys.push(key),
      clock: this.clock,
    });
    this.done = this.keyboard.run();
    this.done.catch(() => {}); // looked at by the test
  }

  /** Lets `part` arrive and waits until it was read; null is the end. */
  async arrive(part: string | null | Error): Promise<void> {
    this.#controller.enqueue(part);
    await turn();
  }
}

Deno.test("Keyboard: hands on keys until the input ends", async () => {
  const typing = new Typing();
  await typing.arrive("hi\r");
  await typing.arrive(null);
  await typing.done;
  assertEquals(typing.keys, [{ type: "text", text: "hi" }, { type: "chord", chord: "Enter" }]);
});

Deno.test("Keyboard: ESC is Escape after a silence, not before", async () => {
  const typing = new Typing();
  await typing.arrive("\x1b");
  await typing.clock.advance(ESCAPE_SILENCE_MS - 1);
  assertEquals(typing.keys, []);
  await typing.clock.advance(1);
  assertEquals(typing.keys, [{ type: "chord", chord: "Escape" }]);
  await typing.arrive(null);
  await typing.done;
});

Deno.test("Keyboard: what follows ESC in time is one key with it", async () => {
  const typing = new Typing();
  await typing.arrive("\x1b");
  await typing.arrive("[A");
  assertEquals(typing.clock.pending, 0);
  assertEquals(typing.keys, [{ type: "chord", chord: "Up" }]);
  await typing.arrive(null);
  await typing.done;
});

Deno.test("Keyboard: a paste whose end never comes ends after a long silence", async () => {
  const typing = new Typing();
  await typing.arrive("\x1b[200~lost");
  await typing.clock.advance(PASTE_SILENCE_MS - 1);
  assertEquals(typing.keys, []);
  await typing.clock.advance(1);
  assertEquals(typing.keys, [{ type: "paste", text: "lost" }]);
  await typing.arrive(null);
  await typing.done;
});

Deno.test("Keyboard: an ESC before the end of the input is Escape", async () => {
  const typing = new Typing();
  await typing.arrive("\x1b");
  await typing.arrive(null);
  await typing.done;
  assertEquals(typing.clock.pending, 0);
  assertEquals(typing.keys, [{ type: "chord", chord: "Escape" }]);
});

Deno.test("Keyboard: an error of the input is handed on, no timer stays behind", async () => {
  const typing = new Typing();
  await typing.arrive("\x1b");
  await typing.arrive(new Error("terminal is gone"));
  await assertRejects(() => typing.done, Error, "terminal is gone");
  assertEquals(typing.clock.pending, 0);
});

/** Lets all happen that waits for no input. */
async function turn(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

/** Asks the keyboard to be held. Tells what was asked of the terminal, and what became of it. */
function holding({ keyboard }: Typing) {
  const told: string[] = [];
  const held = keyboard.hold({ ask: () => told.push("ask"), late: () => told.push("late") });
  held.then((isHeld) => told.push(isHeld ? "held" : "not held"));
  return told;
}

Deno.test("Keyboard.hold: the terminal's answer ends the read, and nothing is read until it is released", async () => {
  for (const parts of [["\x1b[0n"], ["\x1b", "[0", "n"], ["x\x1b[0n"], ["x", "\x1b[0n"]]) {
    const typing = new Typing();
    const told = holding(typing);
    for (const part of parts) {
      assertEquals(told, ["ask"]);
      await typing.arrive(part);
    }
    assertEquals(told, ["ask", "held"], JSON.stringify(parts));
    const { reads } = typing;
    await typing.arrive("for the other program");
    assertEquals(typing.reads, reads);
    typing.keyboard.release();
    await typing.arrive(null);
    await typing.done;
    assertEquals(typing.clock.pending, 0);
    const typed = typing.keys.map((key) => key.type === "text" ? key.text : key.type).join("|");
    assertEquals(typed.replace(/^x\|/, ""), "for the other program");
  }
});

Deno.test("Keyboard.hold: where the terminal does not answer, any key ends the read", async () => {
  const typing = new Typing();
  const told = holding(typing);
  await typing.clock.advance(TERMINAL_ANSWER_MS - 1);
  assertEquals(told, ["ask"]);
  await typing.clock.advance(1);
  assertEquals(told, ["ask", "late"]);
  await typing.arrive("x");
  assertEquals(told, ["ask", "late", "held"]);
  assertEquals(typing.keys, [{ type: "text", text: "x" }]);
  typing.keyboard.release();
  await typing.arrive(null);
  await typing.done;
});

Deno.test("Keyboard.hold: not held where it is released first, or the input ends", async () => {
  const typing = new Typing();
  const told = holding(typing);
  typing.keyboard.release();
  await turn();
  assertEquals(told, ["ask", "not held"]);
  const again = holding(typing);
  await typing.arrive(null);
  await typing.done;
  assertEquals([again, typing.clock.pending], [["ask", "not held"], 0]);
});

Deno.test("Keyboard.hold: at once where nothing is being read, as when a key asks for it", async () => {
  const clock = new VirtualClock();
  const parts = ["e", "x", null];
  const keys: Key[] = [];
  let held: Promise<boolean> | undefined;
  let asked = 0;
  const keyboard = new Keyboard({
    input: {
      read: (into) => {
        const part = parts.shift();
        return Promise.resolve(
          typeof part === "string" ? new TextEncoder().encodeInto(part, into).written : null,
        );
      },
    },
    decoder: new KeyDecoder(100),
    onKey: (key) => {
      keys.push(key);
      held ??= keyboard.hold({ ask: () => asked++, late: () => {} });
    },
    clock,
  });
  const done = keyboard.run();
  await turn();
  assertEquals(await held, true);
  assertEquals([asked, keys.length, parts.length], [0, 1, 2]);
  keyboard.release();
  await done;
  assertEquals(keys.length, 2);
});
