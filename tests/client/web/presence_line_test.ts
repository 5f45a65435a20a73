import { assertEquals } from "@std/assert";
import type { PresenceFrame } from "../../../client/link/events.ts";
import {
  fold,
  isEmpty,
  NOBODY_MOVED,
  type PresenceLine,
} from "../../../client/web/presence_line.ts";
import { presenceText } from "../../../client/web/presence_text.ts";
import { page } from "../../../i18n/en/page.ts";

const ts = "2026-11-30T00:00:00.000Z";
const joined = (nick: string, others?: number): PresenceFrame => ({
  ...{ type: "joined", ts, nick },
  ...(others === undefined ? {} : { others }),
});
const left = (nick: string, more = {}): PresenceFrame => ({ type: "left", ts, nick, ...more });

function folded(...frames: PresenceFrame[]): PresenceLine {
  return frames.reduce<PresenceLine>((line, frame) => fold(line, frame)!, NOBODY_MOVED);
}

Deno.test("Comings and goings become one line", () => {
  const cases: [frames: PresenceFrame[], text: string][] = [
    [[joined("ann")], "ann came"],
    [[joined("bob"), left("bob")], "bob came and left"],
    [[joined("ann"), joined("bob", 3)], "ann, bob and 3 more came"],
    [[left("ann")], "ann left"],
    [[left("ann"), joined("bob")], "bob came · ann left"],
    [["a", "b", "c", "d", "e"].map((nick) => joined(nick))].map((frames) =>
      [frames, "a, b, c and 2 more came"] as [PresenceFrame[], string]
    )[0]!,
  ];
  for (const [frames, text] of cases) assertEquals(presenceText(folded(...frames), page), text);
});

Deno.test("Who leaves and comes back has done nothing", () => {
  assertEquals(isEmpty(folded(left("ann"), joined("ann"))), true);
  assertEquals(presenceText(folded(joined("ann"), left("ann"), joined("ann")), page), "ann came");
});

Deno.test("A removal, a reason, a rename and a topic have a line of their own", () => {
  const cases: [frame: PresenceFrame, text: string | undefined][] = [
    [left("ann", { by: "op", reason: "noise" }), "ann was removed by op: noise"],
    [left("ann", { reason: "lunch" }), "ann left: lunch"],
    [{ type: "renamed", ts, nick: "ann", to: "anna" }, "ann is now anna"],
    [{ type: "topic", ts, nick: "ann", topic: "tea" }, "ann set the topic: tea"],
    [{ type: "topic", ts, nick: "ann", topic: "" }, "ann removed the topic"],
    [{ type: "topic", ts, nick: "ann", topic: "tea", old: true }, undefined],
  ];
  for (const [frame, text] of cases) {
    assertEquals(fold(NOBODY_MOVED, frame), undefined);
    assertEquals(presenceText(frame, page), text);
  }
});
