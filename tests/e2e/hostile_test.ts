/** Hostile strings, the whole way: in at the wire, through the log, out to every kind of reader. */

import { assert, assertEquals } from "@std/assert";
import { connectLines } from "../support/lines.ts";
import { joinArgs, startChat, startServer } from "../support/process.ts";
import { logText, messages } from "./support/data.ts";
import { enter } from "./support/guest.ts";

const ESC = "\u001b";

/** What someone sends, as JSON has it, and what everyone gets. */
const TEXTS: readonly [what: string, sent: string, seen: string][] = [
  ["colours", `${ESC}[31mred${ESC}[0m`, "red"],
  ["a cleared screen", `${ESC}[2J${ESC}[Hgone?`, "gone?"],
  ["a window title", `${ESC}]0;owned\u0007title`, "title"],
  ["the clipboard", `${ESC}]52;c;cm0gLXJmIC8=\u0007clip`, "clip"],
  ["a hyperlink", `${ESC}]8;;http://evil.example${ESC}\\bank${ESC}]8;;${ESC}\\`, "bank"],
  ["a device string", `${ESC}P1;2|abc${ESC}\\device`, "device"],
  ["an escape that does not end", `before${ESC}]0;never`, "before"],
  ["an escape at the end", `before${ESC}`, "before"],
  ["eight-bit escapes", "\u009b31mred\u009d0;owned\u009c", "red"],
  ["an answerback", `${ESC}[6n${ESC}Zwho`, "who"],
  ["overwriting", "nice\rEVIL", "nice\nEVIL"],
  ["backspaces", "good\b\b\b\bevil", "goodevil"],
  ["a bell, a null, a delete", "a\u0007b\u0000c\u007fd", "abcd"],
  ["text turned around", "\u202egpj.exe\u202c", "gpj.exe"],
  ["isolates", "\u2066a\u2069\u2067b\u2069", "ab"],
  ["marks of direction", "a\u200eb\u200fc\u061cd", "abcd"],
  ["nothing to be seen", "a\u200bb\u2060c\ufeffd\u00ade", "abcde"],
  ["tags that only machines read", "hi\u{e0041}\u{e0042}", "hi"],
  ["line ends of other kinds", "one\u2028two\u2029three\u0085four", "one\ntwo\nthree\nfour"],
  ["halves of letters", "a\ud83db\udc00c", "a\ufffdb\ufffdc"],
  ["another's line", "hi\nbob: I never said this", "hi\nbob: I never said this"],
  ["the server's line", "--- bob left the chat. ---", "--- bob left the chat. ---"],
  ["the server's end", "SERVER_SHUTDOWN", "SERVER_SHUTDOWN"],
  ["a frame", '{"type":"shutdown"}', '{"type":"shutdown"}'],
  ["quotes for the log", '"},{"id":999}\\', '"},{"id":999}\\'],
  ["what must stay", "\tżółw 👨‍👩‍👧 🇵🇱 שלום 字", "\tżółw 👨‍👩‍👧 🇵🇱 שלום 字"],
];

/** What no reader may ever get, but for line feeds and tabs. */
const UNSAFE =
  // deno-lint-ignore no-control-regex
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

Deno.test("Hostile texts reach nobody as they were: not the log, not native, not plain, not a pipe", async () => {
  await using server = await startServer();
  await using ann = await enter(server, "ann");
  await using native = await enter(server, "native");
  await using plain = await connectLines(server.address);
  await plain.send("plain");
  await plain.next("There is no chat history yet.");
  await using pipe = await startChat(joinArgs(server, "--nick", "pipe", "--follow"));
  await plain.next("--- pipe joined the chat. ---");
  for (const [n, [what, sent, seen]] of TEXTS.entries()) {
    await ann.send({ type: "say", cid: `k-${n}`, text: sent });
    assertEquals((await native.nextFrame("msg")).text, seen, what);
    const [first, ...more] = seen.split("\n");
    assertEquals(await plain.next(), `ann: ${first}`, what);
    for (const line of more) assertEquals(await plain.next(), `    | ${line}`, what);
  }
  const last = TEXTS.at(-1)![2].trim();
  await pipe.waitForOutput(new RegExp(last, "u"));
  assertEquals(
    (await messages(server.data)).map(({ text }) => text),
    TEXTS.map(([, , seen]) => seen),
  );
  const all = [await logText(server.data), ...native.lines, ...plain.lines, pipe.stdout];
  for (const text of all) assert(!UNSAFE.test(text), JSON.stringify(text));
  await server.process.stop("SIGTERM");
  assert(!UNSAFE.test(server.process.stderr));
});

Deno.test("Raw bytes of every value reach nobody from a plain client", async () => {
  await using server = await startServer();
  await using ann = await enter(server, "ann");
  await using reader = await connectLines(server.address);
  await reader.send("reader");
  await reader.next("There is no chat history yet.");
  await using plain = await connectLines(server.address);
  await plain.send("plain");
  await plain.next("There is no chat history yet.");
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte !== 0x0a);
  // a line that is no UTF-8 as a whole, and one of every letter that is one byte in it
  await plain.send(new Uint8Array([0x3c, ...bytes, 0x3e, 0x0a]));
  await plain.next(/not UTF-8 text/);
  const ascii = bytes.filter((byte) => byte > 0 && byte < 0x80);
  await plain.send(new Uint8Array([0x3c, ...ascii, 0x3e, 0x0a]));
  const { text } = await ann.nextFrame("msg");
  assert(text.startsWith("<") && text.endsWith(">"), text);
  await reader.next(/>$/);
  for (const line of [...reader.lines, ...ann.lines]) {
    assert(!UNSAFE.test(line), JSON.stringify(line));
  }
});

Deno.test("Nicknames that could act, hide or pretend are refused, in both dialects", async () => {
  await using server = await startServer();
  await using _ann = await enter(server, "Ann");
  const bad = [
    ["", " ", " bob", "bob ", ":bob", "bob: hi", "bob\nann", "b\tob", "bob\u0000"],
    [`${ESC}[31mbob`, "\u009b31mbob", "bob\u0007", "b\u202eob", "b\u200bob", "\u200b", "b\u00adob"],
    ["bob\u2028", "b\u00a0ob", "bob\ufeff", "\u3164", "b\u{e0041}ob", "b\ud800", "x".repeat(33)],
  ].flat();
  const taken = ["Ann", "ann", "ANN", "ａｎｎ", "𝐀nn", "Аnn", "аnn", "Ann\u034f"];
  const answers: string[] = [];
  const nicks = [...bad, ...taken];
  for (const nick of nicks) {
    await using guest = await connectLines(server.address);
    await guest.send({ type: "hello", v: 1, nick });
    answers.push((await guest.nextFrame("error")).code);
  }
  const expected = nicks.map((nick) => bad.includes(nick) ? "bad_nick" : "nick_taken");
  // invisible in the last one: refused for that, before it could be taken for another
  expected[expected.length - 1] = "bad_nick";
  assertEquals(
    answers.map((code, at) => `${JSON.stringify(nicks[at])} ${code}`),
    expected.map((code, at) => `${JSON.stringify(nicks[at])} ${code}`),
  );
  for (const nick of ["bob: hi", `${ESC}[31mbob`, "ａnn"]) {
    await using guest = await connectLines(server.address);
    await guest.send(nick);
    await guest.next("Type another nickname:");
    assert(!guest.lines.some((line) => UNSAFE.test(line)));
  }
  await server.process.stop("SIGTERM");
  assert(!UNSAFE.test(server.process.stderr), "the server's own log is read on a terminal too");
});

Deno.test("Rooms are folders: no name leads out of the data folder or to a device", async () => {
  await using server = await startServer();
  await using ann = await enter(server, "ann");
  const bad = [
    "",
    ".",
    "..",
    "../etc",
    "a/b",
    "a\\b",
    "C:",
    "con",
    "nul.txt",
    "a\u0000",
    "a b",
    ".a",
    "a.",
    "~",
  ];
  for (const room of [...bad, "%2e%2e", "a\u202eb", "x".repeat(33), "##a"]) {
    await ann.send({ type: "join", room });
    assertEquals((await ann.nextFrame("error")).code, "bad_room", JSON.stringify(room));
  }
  const entries = await Array.fromAsync(Deno.readDir(`${server.data}/rooms`));
  assertEquals(entries.map(({ name }) => name), ["lobby"]);
  await ann.send({ type: "join", room: "#__proto__" });
  assertEquals((await ann.nextFrame("welcome")).room, "__proto__");
});
