import { assertEquals } from "@std/assert";
import { Names } from "../../../server/chat/names.ts";
import { FakeMember } from "../fakes/member.ts";

Deno.test("Names finds a member by any spelling that reads the same", () => {
  const names = new Names();
  const ann = new FakeMember();
  names.give(ann, "Ann");
  for (const nick of ["Ann", "ann", "ＡＮＮ"]) assertEquals(names.find(nick), ann);
  assertEquals([names.find("anna"), names.count, ann.nick], [undefined, 1, "Ann"]);
});

Deno.test("Names keeps from others also what looks alike in capitals alone", () => {
  const names = new Names();
  const bob = new FakeMember();
  names.give(bob, "вор"); // Cyrillic: in capitals it is the Latin BOP
  assertEquals([names.holder("bop"), names.find("bop")], [bob, undefined]);
  names.release(bob);
  assertEquals([names.holder("bop"), names.holder("вор")], [undefined, undefined]);
});

Deno.test("Names takes a nickname from whoever has it, and not from its successor", () => {
  const names = new Names();
  const [dead, ann] = [new FakeMember(), new FakeMember()];
  names.give(dead, "ann");
  assertEquals(names.release(dead), true);
  names.give(ann, "ann");
  assertEquals([names.release(dead), names.find("ann")], [false, ann]);
  assertEquals([...names.members], [ann]);
});

Deno.test("Names finds the voice of the server, and does not count it among those who are here", () => {
  const names = new Names();
  const voice = new FakeMember();
  names.reserve(voice, "server");
  assertEquals([names.find("Server"), names.holder("SERVER"), voice.nick], [
    voice,
    voice,
    "server",
  ]);
  assertEquals([names.count, [...names.members]], [0, []]);
});

Deno.test("Names tells who watches who has a nickname, which one before, and who has left, once", () => {
  const names = new Names();
  const told: unknown[] = [];
  names.watch({
    named: ({ nick }, from) => told.push([nick, from]),
    gone: ({ nick }) => told.push(`-${nick}`),
  });
  const ann = new FakeMember();
  names.hold(ann, "ann");
  names.hold(ann, "anna");
  names.leave(ann);
  names.leave(ann);
  assertEquals(told, [["ann", undefined], ["anna", "ann"], "-anna"]);
});
