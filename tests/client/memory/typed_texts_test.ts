import { assert, assertEquals } from "@std/assert";
import {
  MAX_KEPT_TEXT_CHARS,
  MAX_KEPT_TEXTS,
  MAX_TYPED_FILE_BYTES,
} from "../../../client/limits.ts";
import {
  readTyped,
  type TypedTexts,
  withTyped,
  writeTyped,
} from "../../../client/memory/typed_texts.ts";
import { utf8Bytes } from "../../../protocol/text.ts";

const NOTHING: TypedTexts = new Map();

function typed(...texts: readonly string[]): TypedTexts {
  return texts.reduce((all, text) => withTyped(all, "lobby", text), NOTHING);
}

Deno.test("withTyped keeps each text once, the latest last, up to its bounds", () => {
  assertEquals(typed("a", "b", " ", "a").get("lobby"), ["b", "a"]);
  const many = Array.from({ length: MAX_KEPT_TEXTS + 1 }, (_, n) => `text ${n}`);
  assertEquals(typed(...many.slice(1)).get("lobby")?.length, MAX_KEPT_TEXTS);
  assertEquals(typed(...many).get("lobby"), many.slice(1));
  const long = "x".repeat(MAX_KEPT_TEXT_CHARS);
  assertEquals(typed(long, `${long}x`).get("lobby"), [long]);
});

Deno.test("withTyped keeps the rooms in the order of their use", () => {
  const rooms = ["lobby", "dev", "lobby"].reduce(
    (all, room, n) => withTyped(all, room, `${n}`),
    NOTHING,
  );
  assertEquals([...rooms], [["dev", ["1"]], ["lobby", ["0", "2"]]]);
  assertEquals([...readTyped(writeTyped(rooms)) ?? []], [...rooms]);
});

Deno.test("writeTyped leaves out the oldest of the room used first where the file would be too long", () => {
  const text = (n: number) => `${n} `.padEnd(MAX_KEPT_TEXT_CHARS, "ж");
  let all = NOTHING;
  for (const room of ["old", "new"]) {
    for (let n = 0; n < MAX_KEPT_TEXTS; n++) all = withTyped(all, room, text(n));
  }
  const written = writeTyped(all);
  assert(utf8Bytes(written) <= MAX_TYPED_FILE_BYTES);
  const read = readTyped(written);
  assertEquals(read?.has("old"), false);
  const left = read?.get("new") ?? [];
  assertEquals(left.at(-1), text(MAX_KEPT_TEXTS - 1));
  assert(left.length > 50, `${left.length}`);
  assertEquals(writeTyped(read ?? NOTHING), written);
});

Deno.test("readTyped reads what can be understood, and nothing else's file", () => {
  const read = (value: unknown) => {
    const found = readTyped(JSON.stringify(value));
    return found && [...found];
  };
  for (const other of [null, 1, [], {}, { v: 2, rooms: [] }, { v: 1, rooms: {} }]) {
    assertEquals(read(other), undefined, JSON.stringify(other));
  }
  assertEquals(readTyped("no JSON"), undefined);
  const rooms = [null, { room: 1, texts: [] }, { room: "a" }, { room: "lobby", texts: [1, "a"] }];
  assertEquals(read({ v: 1, rooms }), [["lobby", ["a"]]]);
});
