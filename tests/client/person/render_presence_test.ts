import { assertEquals } from "@std/assert";
import type { PresenceFrame } from "../../../client/link/events.ts";
import { belongTogether, renderPresence } from "../../../client/person/render_presence.ts";
import { plain } from "../../../client/tty/style.ts";
import type { Language } from "../../../i18n/phrases.ts";
import { phrasesOf } from "../../support/phrases.ts";

/** Noon, wherever the test runs. */
const ts = new Date(2026, 10, 23, 12, 0).toISOString();
const later = new Date(2026, 10, 23, 12, 1).toISOString();

function line(frames: [PresenceFrame, ...PresenceFrame[]], language: Language = "en"): string {
  const { screen: say } = phrasesOf(language).client;
  return renderPresence(frames, { say, columns: 80 }).map(plain).join("\n").slice(6);
}

Deno.test("renderPresence tells who came, went, how many, why, and what else happened", () => {
  assertEquals(line([{ type: "joined", ts, nick: "bob" }]), "→ bob joined");
  assertEquals(line([{ type: "joined", ts, nick: "bob", others: 7 }]), "→ bob and 7 others joined");
  assertEquals(line([{ type: "joined", ts, nick: "bob", others: 1 }]), "→ bob and 1 other joined");
  assertEquals(line([{ type: "left", ts, nick: "bob", reason: "tired" }]), "← bob left: tired");
  assertEquals(line([{ type: "left", ts, nick: "bob", by: "ann" }]), "← bob was removed by ann");
  assertEquals(line([{ type: "renamed", ts, nick: "bob", to: "rob" }]), "= bob is now rob");
  assertEquals(line([{ type: "topic", ts, nick: "bob", topic: "x" }]), "# bob set the topic: x");
  assertEquals(line([{ type: "topic", ts, nick: "bob", topic: "" }]), "# bob removed the topic");
});

Deno.test("renderPresence tells of several in one sentence", () => {
  const frames = (type: "joined" | "left"): [PresenceFrame, ...PresenceFrame[]] => [
    { type, ts, nick: "bob" },
    { type, ts, nick: "eve", others: 3 },
    { type, ts, nick: "tom" },
  ];
  assertEquals(line(frames("left")), "← bob, eve, tom and 3 others left");
  assertEquals(line(frames("joined"), "ru"), "→ bob, eve, tom и ещё 3 входят");
  assertEquals(line([{ type: "left", ts, nick: "боря" }], "ru"), "← боря выходит");
});

Deno.test("renderPresence names as many as two rows take, and counts the rest", () => {
  const frame = (n: number): PresenceFrame => ({ type: "left", ts, nick: `person${n}` });
  const rest = Array.from({ length: 29 }, (_, n) => frame(n + 2));
  const said = line([frame(1), ...rest]);
  assertEquals(said.split("\n").length, 2);
  const [, others] = /person1, [^]* and (\d+) others left$/.exec(said)!;
  assertEquals(said.match(/person/g)!.length + Number(others), 30);
});

Deno.test("belongTogether: the same happened in the same minute, and nothing more", () => {
  const joined = { type: "joined", ts, nick: "bob" } as const;
  const left = { type: "left", ts, nick: "bob" } as const;
  assertEquals(belongTogether(joined, { ...joined, nick: "eve", others: 2 }), true);
  assertEquals(belongTogether(left, { ...left, nick: "eve" }), true);
  assertEquals(belongTogether(joined, left), false);
  assertEquals(belongTogether(joined, { ...joined, ts: later }), false);
  assertEquals(belongTogether(left, { ...left, reason: "tired" }), false);
  assertEquals(belongTogether({ ...left, by: "ann" }, left), false);
  const renamed = { type: "renamed", ts, nick: "bob", to: "rob" } as const;
  assertEquals(belongTogether(renamed, renamed), false);
});
