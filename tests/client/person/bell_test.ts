import { assertEquals } from "@std/assert";
import { ringsBell } from "../../../client/person/bell.ts";
import type { MsgFrame } from "../../../protocol/frames.ts";

const ANN = { nick: "ann", missedOld: false };

/** A message of bob that names ann, unless it is another one. */
function message(changed: Partial<MsgFrame> = {}, own = false) {
  const ts = "2026-11-23T09:00:00.000Z";
  const frame = { id: 1, ts, type: "msg", nick: "bob", text: "ann?", cid: "", ...changed } as const;
  return { type: "message", room: "lobby", message: frame, own } as const;
}

function direct(own: boolean) {
  const ts = "2026-11-23T09:00:00.000Z";
  const frame = { type: "dm", ts, nick: "bob", to: "ann", text: "hi", cid: "" } as const;
  return { type: "dm", frame, own } as const;
}

Deno.test("the bell rings for a message that names the user, and for no other", () => {
  assertEquals(ringsBell(message(), ANN), true);
  assertEquals(ringsBell(message({ text: "hi all" }), ANN), false);
  assertEquals(ringsBell(message(), { ...ANN, nick: "eve" }), false);
});

Deno.test("the bell does not ring for what the user said, also from another session", () => {
  assertEquals(ringsBell(message({}, true), ANN), false);
  assertEquals(ringsBell(message({ nick: "ann", text: "ann was here" }), ANN), false);
  assertEquals(ringsBell(direct(true), ANN), false);
});

Deno.test("the bell rings for a private message", () => {
  assertEquals(ringsBell(direct(false), ANN), true);
});

Deno.test("the bell rings for an old message only if the user missed it", () => {
  assertEquals(ringsBell(message({ old: true }), ANN), false);
  assertEquals(ringsBell(message({ old: true }), { ...ANN, missedOld: true }), true);
});
