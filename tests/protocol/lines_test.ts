import { assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "../support/fast_check.ts";
import { incompleteUtf8Bytes, type LineResult, Lines } from "../../protocol/lines.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** A line as its bytes, or the mark of one that was too long. */
type Found = string | "TOO LONG";

function shown(line: LineResult): Found {
  // latin1 keeps every byte apart, valid UTF-8 or not
  return "tooLong" in line ? "TOO LONG" : latin1(line.bytes);
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** What `Lines` finds in `chunks`, and what `flush` makes of the rest. */
function cut(chunks: readonly Uint8Array[], maxBytes: number): Found[] {
  const lines = new Lines(maxBytes);
  const found: Found[] = [];
  for (const chunk of chunks) {
    for (const line of lines.push(chunk)) found.push(shown(line));
    assertLessOrEqual(lines.pending.length, maxBytes - 1);
  }
  const rest = lines.flush();
  if (rest !== undefined) found.push(shown(rest));
  return found;
}

/** The same by the simplest means: all bytes at once, cut at each line feed. */
function model(bytes: Uint8Array, maxBytes: number): Found[] {
  const pieces = latin1(bytes).split("\n");
  const rest = pieces.pop()!;
  const bounded = (piece: string) =>
    piece.length + 1 > maxBytes ? "TOO LONG" : piece.replace(/\r$/, "");
  const found = pieces.map(bounded);
  if (rest !== "") found.push(bounded(rest));
  return found;
}

/** `bytes` in chunks of `size`. */
function chunksOf(bytes: Uint8Array, size: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return chunks;
}

const SESSION = encode('{"type":"hello"}\nпривет 🙂\r\n\n\r\na\rb\n日本語, последнее');
const SESSION_LINES = ['{"type":"hello"}', "привет 🙂", "", "", "a\rb", "日本語, последнее"]
  .map((line) => latin1(encode(line)));

Deno.test("Lines finds the same lines in chunks of every size", () => {
  for (let size = 1; size <= SESSION.length; size++) {
    assertEquals(cut(chunksOf(SESSION, size), 100), SESSION_LINES, `chunks of ${size}`);
  }
});

Deno.test("Lines finds the same lines in two chunks split at every byte", () => {
  for (let at = 0; at <= SESSION.length; at++) {
    const chunks = [SESSION.subarray(0, at), SESSION.subarray(at)];
    assertEquals(cut(chunks, 100), SESSION_LINES, `split at ${at}`);
  }
});

Deno.test("Lines takes a line of the longest size and refuses one byte more, in any chunks", () => {
  const longest = encode("x".repeat(15) + "\nok\n");
  const longer = encode("x".repeat(16) + "\nok\n");
  for (let size = 1; size <= longer.length; size++) {
    assertEquals(cut(chunksOf(longest, size), 16), ["x".repeat(15), "ok"], `chunks of ${size}`);
    assertEquals(cut(chunksOf(longer, size), 16), ["TOO LONG", "ok"], `chunks of ${size}`);
  }
});

Deno.test("Lines counts the carriage return to the length of a line", () => {
  for (let size = 1; size <= 16; size++) {
    assertEquals(cut(chunksOf(encode("x".repeat(14) + "\r\n"), size), 16), ["x".repeat(14)]);
    assertEquals(cut(chunksOf(encode("x".repeat(15) + "\r\n"), size), 16), ["TOO LONG"]);
  }
});

Deno.test("Lines reports an endless line once, keeps none of it, and goes on after its end", () => {
  const lines = new Lines(64);
  const found: Found[] = [];
  for (let i = 0; i < 1000; i++) {
    for (const line of lines.push(encode("x".repeat(50)))) found.push(shown(line));
    if (i > 1) assertEquals(lines.pending.length, 0);
  }
  assertEquals(found, ["TOO LONG"]);
  assertEquals([...lines.push(encode("x\nnext\n"))].map(shown), ["next"]);
});

Deno.test("Lines.pending is the line that is not complete yet", () => {
  const lines = new Lines(64);
  assertEquals([...lines.push(encode("one\ntw"))].map(shown), ["one"]);
  assertEquals(latin1(lines.pending), "tw");
  assertEquals([...lines.push(encode("o\n"))].map(shown), ["two"]);
  assertEquals(lines.pending.length, 0);
});

Deno.test("Lines.flush takes what is pending as a line, and nothing when there is nothing", () => {
  const lines = new Lines(64);
  assertEquals(lines.flush(), undefined);
  assertEquals([...lines.push(encode("ann\r"))], []);
  assertEquals(shown(lines.flush()!), "ann");
  assertEquals(lines.flush(), undefined);
  assertEquals([...lines.push(encode("bob\n"))].map(shown), ["bob"]);
});

Deno.test("Lines.flush ends a line that was too long: what follows is a new one", () => {
  const lines = new Lines(8);
  assertEquals([...lines.push(encode("x".repeat(20)))].map(shown), ["TOO LONG"]);
  assertEquals(lines.flush(), undefined);
  assertEquals([...lines.push(encode("ann\n"))].map(shown), ["ann"]);
});

Deno.test("Lines agrees with a simple model on random bytes in random chunks", () => {
  const byte = fc.oneof(
    fc.constantFrom(0x0a, 0x0d, 0x61, 0xd0, 0xbf, 0xff),
    fc.integer({ min: 0, max: 255 }),
  );
  const chunk = fc.array(byte, { maxLength: 40, size: "max" }).map((bytes) =>
    Uint8Array.from(bytes)
  );
  const stream = fc.array(chunk, { maxLength: 20, size: "max" });
  fc.assert(
    fc.property(stream, fc.integer({ min: 2, max: 50 }), (chunks, maxBytes) => {
      const bytes = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
      assertEquals(cut(chunks, maxBytes), model(bytes, maxBytes));
    }),
    { numRuns: 1000 },
  );
});

/** Bytes of an unfinished letter at the end of `bytes`, as the platform's decoder has it. */
function unfinished(bytes: Uint8Array): number {
  for (let length = 1; length <= Math.min(3, bytes.length); length++) {
    const tail = bytes.subarray(bytes.length - length);
    if (isLetterStart(tail)) return length;
  }
  return 0;
}

/** Whether `bytes` are the beginning of exactly one letter, and not the whole of it. */
function isLetterStart(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    if (decoder.decode(bytes, { stream: true }) !== "") return false;
  } catch {
    return false; // no beginning of anything
  }
  try {
    decoder.decode();
    return false;
  } catch {
    return true; // the decoder waits for more
  }
}

Deno.test("incompleteUtf8Bytes sees a letter cut anywhere, and none in a whole one", () => {
  for (const letter of ["a", "é", "п", "日", "🙂", "\u{10ffff}"]) {
    const bytes = encode(`x${letter}`);
    for (let end = 1; end <= bytes.length; end++) {
      const wanted = end === bytes.length ? 0 : end - 1;
      assertEquals(incompleteUtf8Bytes(bytes.subarray(0, end)), wanted, `${letter} at ${end}`);
    }
  }
});

Deno.test("incompleteUtf8Bytes waits for nothing that could never become a letter", () => {
  const hopeless = [
    [0x80],
    [0xc0],
    [0xc1],
    [0xf5],
    [0xff],
    [0xe0, 0x80],
    [0xed, 0xa0],
    [
      0xf4,
      0x90,
    ],
    [0xf0, 0x80, 0x80],
    [0x80, 0x80, 0x80, 0x80],
  ];
  for (const bytes of hopeless) {
    assertEquals(incompleteUtf8Bytes(Uint8Array.from(bytes)), 0, String(bytes));
  }
});

Deno.test("incompleteUtf8Bytes agrees with the platform's decoder on random bytes", () => {
  const byte = fc.oneof(
    fc.constantFrom(0x61, 0x80, 0x90, 0xa0, 0xbf, 0xc2, 0xd0, 0xe0, 0xe2, 0xed, 0xf0, 0xf4),
    fc.integer({ min: 0, max: 255 }),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 6 }), (array) => {
      const bytes = Uint8Array.from(array);
      assertEquals(incompleteUtf8Bytes(bytes), unfinished(bytes));
    }),
    { numRuns: 2000 },
  );
});
