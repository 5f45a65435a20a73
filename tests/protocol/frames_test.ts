import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "../support/fast_check.ts";
import { encodeFrame, encodeMsg, markOld, type MsgFrame } from "../../protocol/frames.ts";
import { clientFrame, msgFrame, serverFrame } from "./arbitraries.ts";

const MSG: MsgFrame = {
  id: 7,
  ts: "2026-11-23T02:15:29.123Z",
  type: "msg",
  nick: "ann",
  text: "hi",
  cid: "k3-1",
};

Deno.test("encodeFrame writes one line that ends in a line feed, whatever the texts hold", () => {
  fc.assert(fc.property(
    fc.oneof<fc.Arbitrary<Parameters<typeof encodeFrame>[0]>[]>(
      clientFrame,
      serverFrame,
    ),
    (frame) => {
      const line = encodeFrame(frame);
      assert(line.endsWith("}\n"));
      assertFalse(/[\n\r]/.test(line.slice(0, -1)));
      assert(line.isWellFormed());
    },
  ));
});

Deno.test("encodeMsg writes the line of the log, its fields in their order", () => {
  assertEquals(
    encodeMsg(MSG),
    '{"id":7,"ts":"2026-11-23T02:15:29.123Z","type":"msg","nick":"ann","text":"hi","cid":"k3-1"}\n',
  );
});

Deno.test("encodeMsg writes the same bytes as encodeFrame", () => {
  fc.assert(
    fc.property(msgFrame, ({ id, ts, nick, text, cid, action, notice }) => {
      const how = { ...(action && { action }), ...(notice && { notice }) };
      const msg: MsgFrame = { id, ts, type: "msg", nick, text, cid, ...how };
      assertEquals(encodeMsg(msg), encodeFrame(msg));
    }),
    { numRuns: 500 },
  );
});

Deno.test("markOld adds the mark of a replay and changes nothing else", () => {
  fc.assert(fc.property(msgFrame, (msg) => {
    assertEquals(JSON.parse(markOld(encodeMsg(msg))), {
      ...JSON.parse(encodeMsg(msg)),
      old: true,
    });
    assert(markOld(encodeMsg(msg)).endsWith(',"old":true}\n'));
  }));
});
