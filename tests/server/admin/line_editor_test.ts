import { assertEquals } from "@std/assert";
import { LineEditor } from "../../../server/admin/line_editor.ts";
import { Emulator } from "../../client/tty/emulator.ts";

const encoder = new TextEncoder();

/** An editor on an emulated screen. */
async function bench(columns = 40) {
  const screen = new Emulator({ columns, rows: 10 });
  const editor = new LineEditor(columns);
  const lines: string[] = [];
  const events: string[] = [];
  editor.start({
    line: (line) => lines.push(line),
    interrupted: () => events.push("interrupted"),
    ended: () => events.push("ended"),
  });
  await screen.write(editor.draw());
  return {
    ...{ editor, lines, events },
    type: async (text: string) => await screen.write(await editor.keys(encoder.encode(text))),
    above: (text: string) => screen.write(editor.above(text.replaceAll("\n", "\r\n"))),
    end: () => screen.write(editor.end()),
    screen: () => screen.screen,
  };
}

Deno.test("LineEditor draws anew below what is printed into a command half typed", async () => {
  const t = await bench();
  await t.type("/kick al");
  await t.above("one\n");
  await t.above("two\nthree\n");
  assertEquals(t.screen(), ["one", "two", "three", "> /kick al"]);
  await t.type("ice\r");
  assertEquals(t.lines, ["/kick alice"]);
  await t.end();
});

Deno.test("LineEditor keeps a command of several rows whole, and the cursor in its place", async () => {
  const t = await bench(20);
  await t.type(`/say ${"word ".repeat(8)}end`);
  await t.above("printed\n");
  await t.type("\x1b[D\x1b[D\x1b[DX");
  await t.above("printed again\n");
  await t.type("\r");
  assertEquals(t.lines, [`/say ${"word ".repeat(8)}Xend`]);
  const shown = t.screen();
  assertEquals(shown.slice(0, 2), ["printed", "printed again"]);
  assertEquals(shown.filter((line) => line.startsWith("> /say")).length, 1);
  await t.end();
});

Deno.test("LineEditor calls commands back, and tells Ctrl-C and Ctrl-D", async () => {
  const t = await bench();
  await t.type("/who\r");
  await t.type("\x1b[A\r");
  assertEquals(t.lines, ["/who", "/who"]);
  await t.type("\x1a"); // Ctrl-Z does nothing
  await t.type("\x03");
  assertEquals(t.events, ["interrupted"]);
  await t.type("\x04");
  assertEquals(t.events, ["interrupted", "ended"]);
});

Deno.test("LineEditor takes a command that is typed in pieces of bytes", async () => {
  const t = await bench();
  for (const byte of encoder.encode("/kick Аня 👋\r")) {
    await t.editor.keys(Uint8Array.of(byte));
  }
  assertEquals(t.lines, ["/kick Аня 👋"]);
  await t.end();
});
