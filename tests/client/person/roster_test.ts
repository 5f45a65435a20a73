import { assertEquals } from "@std/assert";
import { MAX_ROSTER_NICKS } from "../../../client/limits.ts";
import type { LinkEvent } from "../../../client/link/events.ts";
import { Roster } from "../../../client/person/roster.ts";
import { msgFrame } from "../../support/fake_server.ts";

const TS = "2026-11-23T02:15:29.123Z";

function entered(...members: string[]): LinkEvent {
  const count = members.length;
  return { type: "entered", nick: "ann", room: "lobby", members, count, back: false, plain: false };
}

function says(nick: string, old = false): LinkEvent {
  const message = msgFrame(1, { nick, ...(old ? { old } : {}) });
  return { type: "message", room: "lobby", message, own: false };
}

function rosterAfter(...events: LinkEvent[]): Roster {
  const roster = new Roster();
  events.forEach((event) => roster.on(event));
  return roster;
}

Deno.test("Roster offers those who are here, who spoke last before the others", () => {
  const roster = rosterAfter(entered("ann", "bob", "bea"), says("bea"));
  assertEquals(roster.startingWith("B"), ["bea", "bob"]);
  assertEquals(roster.nicks, ["bea", "ann", "bob"]);
});

Deno.test("Roster follows who comes, goes and is renamed; another room has others", () => {
  const roster = rosterAfter(
    entered("ann", "bob"),
    { type: "presence", room: "lobby", own: false, frame: { type: "joined", ts: TS, nick: "cy" } },
    { type: "presence", room: "lobby", own: false, frame: { type: "left", ts: TS, nick: "Bob" } },
    {
      type: "presence",
      room: "lobby",
      own: true,
      frame: { type: "renamed", ts: TS, nick: "ann", to: "rose" },
    },
  );
  assertEquals(roster.nicks.toSorted(), ["cy", "rose"]);
  roster.on(entered("dan"));
  assertEquals(roster.nicks, ["dan"]);
});

Deno.test("Roster does not take those for present who said something long ago", () => {
  assertEquals(rosterAfter(entered("ann"), says("bob", true)).nicks, ["ann"]);
  assertEquals(rosterAfter(entered("ann"), says("bob")).nicks, ["bob", "ann"]);
});

Deno.test("Roster finds the longest nickname that a text begins with", () => {
  const roster = rosterAfter(entered("Bob", "Bob Lee"));
  assertEquals(roster.at("Bob Lee psst"), "Bob Lee");
  assertEquals(roster.at("Bob Leeward"), "Bob");
  assertEquals(roster.at("Bobby"), undefined);
});

Deno.test("Roster knows MAX_ROSTER_NICKS nicknames; of one more it forgets the one heard first", () => {
  const most = Array.from({ length: MAX_ROSTER_NICKS }, (_, i) => `person-${i}`);
  // those who came first are named first, and count as heard last
  const roster = rosterAfter(entered(...most));
  assertEquals([roster.nicks.length, roster.at("person-0")], [MAX_ROSTER_NICKS, "person-0"]);
  roster.on(says("one more"));
  assertEquals(roster.nicks.length, MAX_ROSTER_NICKS);
  assertEquals([roster.nicks[0], roster.nicks.includes(most.at(-1) ?? "")], ["one more", false]);
});

Deno.test("Roster offers nobody whose name is no name: Tab would put it into the input", () => {
  const roster = rosterAfter(entered("ann", "a\nb", "\x1b[2J", "", " c"), says("ann\u202e"));
  assertEquals(roster.nicks, ["ann"]);
});
