import { assert, assertEquals } from "@std/assert";
import fc from "../../../support/fast_check.ts";
import type { Draft } from "../../../../server/storage/journal.ts";
import { decodeRecord, mayBeMessage, record } from "../../../../server/storage/local/record.ts";

const TS = "2026-11-23T02:15:29.123Z";
const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("record and decodeRecord are each other's way back", () => {
  const nick = fc.string({ unit: "grapheme" });
  const drafts: fc.Arbitrary<Draft> = fc.oneof(
    fc.record({
      type: fc.constant("msg" as const),
      nick,
      text: fc.string({ unit: "binary" }),
      cid: fc.string(),
    }),
    fc.record({ type: fc.constant("joined" as const), nick }),
    fc.record({ type: fc.constant("joined" as const), nick, resumed: fc.constant(true as const) }),
    fc.record({ type: fc.constant("left" as const), nick }),
    fc.record({ type: fc.constant("renamed" as const), nick, to: nick }),
  );
  fc.assert(fc.property(drafts, fc.nat(), (draft, id) => {
    const stored = record(draft, id, TS);
    const bytes = encode(stored.line);
    assertEquals(decodeRecord(bytes), stored);
    if (draft.type === "msg") assert(mayBeMessage(bytes));
  }));
});

Deno.test("record keeps the mark of an action", () => {
  const { event } = record(
    { type: "msg", nick: "a", text: "waves", cid: "", action: true },
    1,
    TS,
  );
  assert(event.type === "msg" && event.action === true);
});

Deno.test("decodeRecord calls damaged whatever is no whole record", () => {
  const { line } = record({ type: "msg", nick: "ann", text: "Жук", cid: "c" }, 7, TS);
  const bytes = encode(line);
  for (let cut = 0; cut < bytes.length; cut++) {
    assertEquals(decodeRecord(bytes.subarray(0, cut)), "damaged", `cut at ${cut}`);
  }
  for (const bad of ["\n", "{}\n", "null\n", "[1]\n", '{"type":"pong","n":1}\n']) {
    assertEquals(decodeRecord(encode(bad)), "damaged", bad);
  }
  assertEquals(decodeRecord(encode(line.replace(TS, "yesterday"))), "damaged");
  assertEquals(decodeRecord(encode(line.replace('"id":7', '"id":-7'))), "damaged");
  const notUtf8 = bytes.slice();
  notUtf8[notUtf8.indexOf(0xd0)] = 0xff;
  assertEquals(decodeRecord(notUtf8), "damaged");
});

Deno.test("decodeRecord lets types pass that only a newer version knows", () => {
  assertEquals(
    decodeRecord(encode(`{"ts":"${TS}","type":"from a newer version","text":"x"}\n`)),
    "unknown",
  );
});

Deno.test("decodeRecord gives members an LF where an editor left CRLF", () => {
  const stored = record({ type: "msg", nick: "ann", text: "hi", cid: "c" }, 7, TS);
  assertEquals(decodeRecord(encode(stored.line.replace("\n", "\r\n"))), stored);
});
