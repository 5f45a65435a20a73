import { assertEquals } from "@std/assert";
import { GROUP_MS } from "../../../client/limits.ts";
import { placeOf } from "../../../client/web/grouping.ts";
import type { WindowItem } from "../../../client/web/window.ts";

const NOON = new Date(2026, 10, 30, 12).getTime();

function said(nick: string, ms: number, more = {}): WindowItem {
  const ts = new Date(ms).toISOString();
  return {
    kind: "message",
    message: { id: 1, ts, type: "msg", nick, text: "x", cid: "", ...more },
  };
}

Deno.test("Lines of one author stand together for five minutes", () => {
  const first = said("ann", NOON);
  assertEquals(placeOf(first, undefined), { isNewDay: true, isFirst: true });
  assertEquals(placeOf(said("ann", NOON + GROUP_MS), first).isFirst, false);
  assertEquals(placeOf(said("ann", NOON + GROUP_MS + 1), first).isFirst, true);
  assertEquals(placeOf(said("bob", NOON), first).isFirst, true);
  assertEquals(placeOf(said("ann", NOON, { action: true }), first).isFirst, true);
});

Deno.test("Each day begins with its own line", () => {
  const day = 24 * 60 * 60_000;
  assertEquals(placeOf(said("ann", NOON + day), said("ann", NOON)).isNewDay, true);
  assertEquals(placeOf(said("ann", NOON + 1), said("ann", NOON)).isNewDay, false);
});
