import { assertEquals, assertInstanceOf } from "@std/assert";
import { GREETING } from "../../../protocol/frames.ts";
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";
import { phrases } from "../../../i18n/phrases.ts";
import { chatDoor } from "../../../server/dialects/chat_door.ts";
import { NativeDialect } from "../../../server/dialects/native.ts";
import { PlainDialect } from "../../../server/dialects/plain.ts";
import { FakeLine, FakeServer } from "../fakes/line.ts";

const door = chatDoor(phrases("en").server, 10);

/** The dialect of a connection whose first line is `first`. */
function chosen(first: string, server = new FakeServer()) {
  const bytes = new TextEncoder().encode(first);
  return new FakeLine(server, (line) => door.choose(bytes, line)).dialect;
}

Deno.test("chatDoor asks for a nickname", () => {
  assertEquals([door.greeting, door.lineBytes], [`${GREETING}\n`, MAX_LINE_BYTES]);
});

Deno.test("chatDoor takes a first line with a brace for a frame, and any other for a nickname", () => {
  for (const first of ["{", '{"type":"hello"}', "{ann"]) {
    assertInstanceOf(chosen(first), NativeDialect, first);
  }
  for (const first of ["", " {", "ann", "[1]", "\ufeff{", '"{']) {
    assertInstanceOf(chosen(first), PlainDialect, first);
  }
});

Deno.test("chatDoor gives all who speak prose one encoding, so that it is written once for them", () => {
  const [ann, bob] = [chosen("ann"), chosen("bob")] as [PlainDialect, PlainDialect];
  assertEquals(ann.encoding === bob.encoding, true);
});
