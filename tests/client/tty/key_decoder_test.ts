import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import type { Key } from "../../../client/tty/key.ts";
import { MAX_SEQUENCE_BYTES } from "../../../client/limits.ts";
import { KeyDecoder } from "../../../client/tty/key_decoder.ts";

const MAX_PASTE_BYTES = 1000;

const encode = (text: string) => new TextEncoder().encode(text);
const text = (letters: string): Key => ({ type: "text", text: letters });
const chord = (name: string): Key => ({ type: "chord", chord: name });
const paste = (content: string): Key => ({ type: "paste", text: content });

/** The keys of `parts`, fed one after the other; neighbouring letters as one, however cut. */
function decode(parts: readonly Uint8Array[], flush = false): Key[] {
  const decoder = new KeyDecoder(MAX_PASTE_BYTES);
  const keys = parts.flatMap((part) => decoder.feed(part));
  if (flush) keys.push(...decoder.flush());
  return joined(keys);
}

function joined(keys: readonly Key[]): Key[] {
  const result: Key[] = [];
  for (const key of keys) {
    const last = result.at(-1);
    if (key.type === "text" && last?.type === "text") {
      result[result.length - 1] = text(last.text + key.text);
    } else result.push(key);
  }
  return result;
}

function keysOf(input: string): Key[] {
  return decode([encode(input)]);
}

function chordsOf(input: string): string[] {
  return keysOf(input).map((key) => key.type === "chord" ? key.chord : `?${key.type}`);
}

/** A session with a bit of everything, and what it means. */
const SESSION: readonly [string, ...Key[]][] = [
  ["\ufeffhéllo ", text("\ufeffhéllo ")],
  ["\x1b[A", chord("Up")],
  ["日本👨‍👩‍👧", text("日本👨‍👩‍👧")],
  ["\x1b[1;5D", chord("C-Left")],
  ["\x1bOH", chord("Home")],
  ["\x1b\r", chord("M-Enter")],
  ["\x1b[200~one\r\n\ttwo\x1b[31m\rшесть\x1b[201~", paste("one\n\ttwo[31m\nшесть")],
  ["\x1bж", chord("M-ж")],
  ["\x7f", chord("Backspace")],
  ["\x1b[3~", chord("Delete")],
  ["\x1b[?62;22c\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\"],
  ["\x03", chord("C-c")],
  ["\x1b\x1b[C", chord("M-Right")],
  ["\r", chord("Enter")],
];
const SESSION_BYTES = encode(SESSION.map(([input]) => input).join(""));
const SESSION_KEYS = SESSION.flatMap(([, ...keys]) => keys);

Deno.test("KeyDecoder: a session is the same keys cut in two at every place", () => {
  for (let i = 0; i <= SESSION_BYTES.length; i++) {
    const parts = [SESSION_BYTES.slice(0, i), SESSION_BYTES.slice(i)];
    assertEquals(decode(parts), SESSION_KEYS, `cut at ${i}`);
  }
});

Deno.test("KeyDecoder: a session is the same keys in chunks of 1 to n bytes", () => {
  for (let size = 1; size <= SESSION_BYTES.length; size++) {
    const parts: Uint8Array[] = [];
    for (let i = 0; i < SESSION_BYTES.length; i += size) {
      parts.push(SESSION_BYTES.slice(i, i + size));
    }
    assertEquals(decode(parts), SESSION_KEYS, `chunks of ${size}`);
  }
});

/** Bytes that mean something to the decoder, among any others. */
const anyInput = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 8 }),
    fc.constantFrom(
      "\x1b",
      "\x1b[",
      "\x1b[200~",
      "\x1b[201~",
      "\x1b]",
      "\x1b\\",
      "\x1bO",
      "é",
      "👍",
    )
      .map(encode),
    fc.constantFrom("A", "1;5", "~", "m", "\r", "\x03", " ").map(encode),
  ),
  { maxLength: 30 },
);

Deno.test("KeyDecoder: any bytes, however cut, give the same keys", () => {
  fc.assert(fc.property(anyInput, (parts) => {
    const whole = Uint8Array.from(parts.flatMap((part) => [...part]));
    const expected = decode([whole], true);
    assertEquals(decode(parts, true), expected);
    assertEquals(decode([...whole].map((byte) => Uint8Array.of(byte)), true), expected);
  }));
});

Deno.test("KeyDecoder: no bytes give a control character in a text, a paste or a chord", () => {
  fc.assert(fc.property(anyInput, (parts) => {
    for (const key of decode(parts, true)) {
      if (key.type === "text") assert(!/\p{Cc}/u.test(key.text));
      if (key.type === "paste") assert(!/[^\P{Cc}\t\n]/u.test(key.text));
      if (key.type === "chord") assert(!/\p{Cc}/u.test(key.chord), JSON.stringify(key));
    }
  }));
});

Deno.test("KeyDecoder: after a silence, any bytes before it leave nothing that changes a key", () => {
  fc.assert(fc.property(anyInput, (parts) => {
    const decoder = new KeyDecoder(MAX_PASTE_BYTES);
    for (const part of parts) decoder.feed(part);
    decoder.feed(encode("\x1b")); // a letter cut in the middle is waited for; a key ends it
    decoder.flush();
    decoder.flush();
    assertEquals(decoder.waiting, "nothing");
    assertEquals(joined(decoder.feed(encode("ok\x03"))), [text("ok"), chord("C-c")]);
  }));
});

Deno.test("KeyDecoder: a burst of letters is one key", () => {
  const decoder = new KeyDecoder(MAX_PASTE_BYTES);
  assertEquals(decoder.feed(encode("hello")), [text("hello")]);
});

Deno.test("KeyDecoder: one read with several keys is several keys", () => {
  assertEquals(keysOf("hi\r\x1b[A\x03"), [text("hi"), chord("Enter"), chord("Up"), chord("C-c")]);
});

Deno.test("KeyDecoder: control bytes are chords, line feed is Enter", () => {
  assertEquals(chordsOf("\x01\x1a\x00\x1f\x09\n\x08\x7f"), [
    "C-a",
    "C-z",
    "C-Space",
    "C-_",
    "Tab",
    "Enter",
    "Backspace",
    "Backspace",
  ]);
});

Deno.test("KeyDecoder: arrows with modifiers, as different terminals send them", () => {
  assertEquals(chordsOf("\x1b[C\x1bOC\x1b[1;5C\x1b[1;3C\x1b[1;2C\x1b[1;8C\x1b[1;9C"), [
    "Right",
    "Right",
    "C-Right",
    "M-Right",
    "S-Right",
    "C-M-S-Right",
    "M-Right",
  ]);
  assertEquals(chordsOf("\x1bOc\x1b[c\x1b\x1b[C\x1b\x1bOC"), [ // rxvt, and Alt as a second ESC
    "C-Right",
    "S-Right",
    "M-Right",
    "M-Right",
  ]);
});

Deno.test("KeyDecoder: keys of the upper block, as different terminals send them", () => {
  assertEquals(chordsOf("\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~\x1bOH\x1bOF"), [
    "Home",
    "End",
    "Home",
    "End",
    "Home",
    "End",
    "Home",
    "End",
  ]);
  assertEquals(chordsOf("\x1b[2~\x1b[3~\x1b[5~\x1b[6~\x1b[3;5~\x1b[3^\x1b[Z"), [
    "Insert",
    "Delete",
    "PageUp",
    "PageDown",
    "C-Delete",
    "C-Delete",
    "S-Tab",
  ]);
});

Deno.test("KeyDecoder: Alt is a chord with letters, Enter and Backspace", () => {
  assertEquals(chordsOf("\x1bb\x1bF\x1b\r\x1b\n\x1b\x7f\x1b \x1bé\x1b\x01"), [
    "M-b",
    "M-F",
    "M-Enter",
    "M-Enter",
    "M-Backspace",
    "M-Space",
    "M-é",
    "C-M-a",
  ]);
});

Deno.test("KeyDecoder: keys told by their code point (CSI u, modifyOtherKeys)", () => {
  assertEquals(chordsOf("\x1b[13;2u\x1b[97;5u\x1b[27u\x1b[98;3u\x1b[27;5;13~\x1b[127;5u"), [
    "S-Enter",
    "C-a",
    "Escape",
    "M-b",
    "C-Enter",
    "C-Backspace",
  ]);
});

Deno.test("KeyDecoder: letters told by their code point are typed, as Shift and CapsLock make them", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["32u", " "],
    ["32;2u", " "],
    ["27;2;32~", " "],
    ["97u", "a"],
    ["97;1u", "a"],
    ["97;2u", "A"],
    ["97;1:1u", "a"],
    ["97;1:2u", "a"],
    ["97:65;2u", "A"],
    ["97:65;2;65u", "A"],
    ["49:33;2u", "!"],
    ["27;2;65~", "A"],
    ["27;1;97~", "a"],
    ["1078u", "ж"],
    ["1078;2u", "Ж"],
    ["1078:1046:59;2u", "Ж"],
    ["223;2u", "ß"],
    ["128077u", "👍"],
    ["97;65u", "A"],
    ["97;66u", "a"],
    ["49;65u", "1"],
    ["97;129u", "a"],
    ["97;130u", "A"],
    ["97;193u", "A"],
    ["0;;229u", "å"],
    ["97;;101:769u", "e\u0301"],
    ["57400u", "1"],
    ["57413u", "+"],
  ];
  for (const [sequence, letters] of cases) {
    assertEquals(keysOf(`x\x1b[${sequence}y`), [text(`x${letters}y`)], sequence);
  }
});

Deno.test("KeyDecoder: a shortcut told by code points is where it is on an English keyboard", () => {
  assertEquals(
    chordsOf("\x1b[97;5u\x1b[97;69u\x1b[1092:1060:97;5u\x1b[1092;5u\x1b[32;3u\x1b[32;5u"),
    [
      ...["C-a", "C-a", "C-a", "C-ф", "M-Space", "C-Space"],
    ],
  );
  assertEquals(chordsOf("\x1b[97;9u\x1b[97;33u\x1b[57414u\x1b[57419;2u"), [
    ...["M-a", "M-a", "Enter", "S-Up"],
  ]);
});

Deno.test("KeyDecoder: a key that is released, or that has no letter, is no key", () => {
  const none = [
    "97;1:3u",
    "127;1:3u",
    "13;1:3u",
    "1;1:3A",
    "3;1:3~",
    "57358u",
    "57441;2u",
    "55296u",
  ];
  const more = ["1114112u", "0u", "u", ";;3u", "27;1~", "128u", "57441;1;27u", "57441;1;155u"];
  for (const sequence of [...none, ...more]) {
    assertEquals(keysOf(`x\x1b[${sequence}y`), [text("xy")], sequence);
  }
});

Deno.test("KeyDecoder: answers of the terminal and unknown keys are passed over", () => {
  assertEquals(keysOf("a\x1b[?1;2c\x1b[24;80R\x1b[15~\x1b[[Ab"), [text("ab")]);
  assertEquals(keysOf("a\x1b]0;title\x07\x1bP1$r\x1b\\\x1b_x\x1b\\b"), [text("ab")]);
});

Deno.test("KeyDecoder: a terminal tells that it has the focus, or has it no more", () => {
  assertEquals(keysOf("a\x1b[I\x1b[O"), [text("a"), chord("FocusIn"), chord("FocusOut")]);
});

Deno.test("KeyDecoder: an answer that is broken off does not swallow the key after it", () => {
  assertEquals(keysOf("\x1b]11;rgb:00\x1b[A"), [chord("Up")]);
  assertEquals(keysOf("\x1b[1;\x03"), [chord("C-c")]);
  assertEquals(keysOf("\x1b[1;é"), [text("é")]);
});

Deno.test("KeyDecoder.flush: a lone ESC is Escape only after a silence", () => {
  const decoder = new KeyDecoder(MAX_PASTE_BYTES);
  assertEquals(decoder.feed(encode("\x1b")), []);
  assertEquals(decoder.waiting, "escape");
  assertEquals(decoder.flush(), [chord("Escape")]);
  assertEquals(decoder.waiting, "nothing");
  assertEquals(decoder.feed(encode("[A")), [text("[A")]);
});

Deno.test("KeyDecoder.flush: Escape pressed three times is three keys", () => {
  assertEquals(decode([encode("\x1b\x1b\x1b")], true), [
    chord("Escape"),
    chord("Escape"),
    chord("Escape"),
  ]);
});

Deno.test("KeyDecoder.flush: half a sequence is forgotten", () => {
  for (const half of ["\x1b[", "\x1b[1;5", "\x1bO", "\x1b]11;rgb", "\x1b]x\x1b"]) {
    assertEquals(decode([encode(half)], true), [], JSON.stringify(half));
  }
  assertEquals(decode([Uint8Array.of(0x1b, 0xc3)], true), []); // Alt and half a letter
});

Deno.test("KeyDecoder.flush: a letter cut in the middle is waited for", () => {
  const [first, second] = encode("é");
  const decoder = new KeyDecoder(MAX_PASTE_BYTES);
  decoder.feed(Uint8Array.of(first ?? 0));
  assertEquals(decoder.waiting, "nothing");
  assertEquals(decoder.feed(Uint8Array.of(second ?? 0)), [text("é")]);
});

Deno.test("KeyDecoder: bytes that are no UTF-8 are told of and take nothing with them", () => {
  const garbled = { type: "garbled" } as const;
  const bytes = Uint8Array.of(0x61, 0xff, 0x62, 0xe2, 0x82, 0x0d, 0x63);
  assertEquals(decode([bytes]), [
    ...[text("a"), garbled, text("b"), garbled],
    ...[chord("Enter"), text("c")],
  ]);
});

Deno.test("KeyDecoder: 8-bit control characters are dropped", () => {
  assertEquals(keysOf("a\u009b31mb\u0085"), [text("a31mb")]);
});

Deno.test("KeyDecoder: a paste is one key with its line ends as \\n and its tabs", () => {
  const content = "if x:\r\n\treturn\rdone\n\u2028end\x00\x1b[2J\x7f";
  assertEquals(keysOf(`\x1b[200~${content}\x1b[201~!`), [
    paste("if x:\n\treturn\ndone\n\nend[2J"),
    text("!"),
  ]);
});

Deno.test("KeyDecoder: what looks like the end of a paste and is none belongs to it", () => {
  assertEquals(keysOf("\x1b[200~a\x1b[20\x1b[201b\x1b\x1b[201~c"), [
    paste("a[20[201b"),
    text("c"),
  ]);
});

Deno.test("KeyDecoder: a paste of the most bytes is kept, one byte more is told as oversize", () => {
  const most = "x".repeat(MAX_PASTE_BYTES);
  assertEquals(keysOf(`\x1b[200~${most}\x1b[201~`), [paste(most)]);
  assertEquals(keysOf(`\x1b[200~${most}y\x1b[201~z`), [
    { type: "oversize", bytes: MAX_PASTE_BYTES + 1 },
    text("z"),
  ]);
});

Deno.test("KeyDecoder.flush: a paste whose end never comes is a paste", () => {
  const decoder = new KeyDecoder(MAX_PASTE_BYTES);
  decoder.feed(encode("\x1b[200~lost\x1b[2"));
  assertEquals(decoder.waiting, "paste");
  assertEquals(decoder.flush(), [paste("lost")]);
  assertEquals(decoder.feed(encode("\x03")), [chord("C-c")]);
});

Deno.test("KeyDecoder: a sequence of the most bytes is a key, a longer one is passed over", () => {
  const sequence = (length: number) => `\x1b[${"1".repeat(length)}Ax`;
  assertEquals(keysOf(sequence(MAX_SEQUENCE_BYTES)), [chord("Up"), text("x")]);
  assertEquals(keysOf(sequence(MAX_SEQUENCE_BYTES + 1)), [text("x")]);
  assertEquals(keysOf(sequence(100_000)), [text("x")]);
});

Deno.test("KeyDecoder tells a letter U+FFFD that was pasted from bytes that are not UTF-8", () => {
  const pasted = (...bytes: number[]) =>
    decode([Uint8Array.of(...encode("\x1b[200~"), ...bytes, ...encode("\x1b[201~"))]);
  assertEquals(pasted(0xcf, 0xf0), [{ type: "garbled" }]);
  assertEquals(pasted(...encode("\ufffd")), [{ type: "paste", text: "\ufffd" }]);
});
