import { assertEquals, assertInstanceOf } from "@std/assert";
import { GREETING } from "../../../protocol/frames.ts";
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";
import { PLAIN_LETTER_MS, PLAIN_SILENCE_MS } from "../../../server/limits.ts";
import { chatDoor } from "../../../server/dialects/chat_door.ts";
import { NativeDialect } from "../../../server/dialects/native.ts";
import { PlainDialect } from "../../../server/dialects/plain.ts";
import { encode } from "../fakes/connection.ts";
import { FakePeer } from "../fakes/peer.ts";
import { FakeServer } from "../fakes/server.ts";

const server = new FakeServer();
const door = chatDoor(server.services);

/** The dialect of a connection whose first line is `first`. */
async function chosen(first: string) {
  const peer = new FakePeer((peer) => door.open(peer));
  await peer.say(first);
  return peer.dialect;
}

Deno.test("chatDoor asks for a nickname", () => {
  assertEquals([door.greeting, door.maxLineBytes], [`${GREETING}\n`, MAX_LINE_BYTES]);
});

Deno.test("chatDoor takes a first line with a brace for a frame, and any other for a nickname", async () => {
  for (const first of ["{", '{"type":"hello"}', "{ann"]) {
    assertInstanceOf(await chosen(first), NativeDialect, first);
  }
  for (const first of ["", " {", "ann", "[1]", "\ufeff{", '"{']) {
    assertInstanceOf(await chosen(first), PlainDialect, first);
  }
});

Deno.test("chatDoor takes a first line that has no line feed for a nickname, and never for a frame", () => {
  const { dialect } = new FakePeer((peer) => door.open(peer));
  const silence = (first: string | Uint8Array) =>
    dialect.silenceMs?.(typeof first === "string" ? encode(first) : first);
  assertEquals([silence("ann"), silence(encode("я").subarray(0, 1)), silence('{"type":"hello"}')], [
    PLAIN_SILENCE_MS,
    PLAIN_LETTER_MS,
    undefined,
  ]);
});

Deno.test("chatDoor gives all who speak prose one encoding, so that it is written once for them", async () => {
  const [ann, bob] = [await chosen("ann"), await chosen("bob")] as [PlainDialect, PlainDialect];
  assertEquals(ann.encoding === bob.encoding, true);
});
