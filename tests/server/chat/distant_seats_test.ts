import { assertEquals } from "@std/assert";
import { DistantSeats } from "../../../server/chat/distant_seats.ts";
import type { Member } from "../../../server/chat/member.ts";
import { FakeMember } from "../fakes/member.ts";

const TS = "2026-11-23T10:00:00.000Z";
const ROOM = { isListening: () => true };

/** Seats, and the members that the log of names knows by now. */
function setup() {
  const known = new Map<string, Member>();
  const seats = new DistantSeats((nick) => {
    return known.get(nick) ?? Object.assign(new FakeMember(), { nick });
  });
  const know = (nick: string, session: number) => {
    const member: Member = Object.assign(new FakeMember(), { nick, session });
    known.set(nick, member);
    return member;
  };
  const nicks = () => seats.members.map(({ nick }) => nick);
  return { seats, know, nicks };
}

Deno.test("DistantSeats follows who joins, leaves and is renamed at other servers", () => {
  const { seats, nicks } = setup();
  seats.follow({ type: "joined", ts: TS, nick: "ann" });
  seats.follow({ type: "joined", ts: TS, nick: "bob" });
  seats.follow({ type: "renamed", ts: TS, nick: "ann", to: "anna" });
  // of one who is not at another server
  seats.follow({ type: "renamed", ts: TS, nick: "carl", to: "carla" });
  assertEquals([nicks(), seats.count, seats.has("ANNA"), seats.has("ann")], [
    ["bob", "anna"],
    2,
    true,
    false,
  ]);
  seats.follow({ type: "left", ts: TS, nick: "bob" });
  assertEquals(nicks(), ["anna"]);
});

Deno.test("DistantSeats.find gives the member that the log of names has told of since", () => {
  const { seats, know } = setup();
  seats.add("ann");
  assertEquals(seats.find("ann")?.session, undefined);
  const ann = know("ann", 7);
  assertEquals([seats.find("ann"), seats.members], [ann, [ann]]);
});

Deno.test("DistantSeats.author names the rooms where it was told before that a member has left the chat", () => {
  const { seats, know } = setup();
  seats.add("ann");
  const event = { type: "left", ts: TS, nick: "ann" } as const;
  const stored = { event, line: "" };
  assertEquals(seats.author(stored, ROOM), undefined);
  const ann = know("ann", 7);
  assertEquals(seats.author(stored, ROOM), { member: ann });
  const quit = { ...stored, isQuit: true } as const;
  assertEquals(seats.author(quit, ROOM)?.metadata, { quit: true, told: [] });
  assertEquals(seats.author(quit, { ...ROOM })?.metadata, { quit: true, told: [ROOM] });
});

Deno.test("DistantSeats has nobody where there is no other server", () => {
  const seats = new DistantSeats(undefined);
  seats.add("ann");
  assertEquals([seats.count, seats.find("ann")], [0, undefined]);
});
