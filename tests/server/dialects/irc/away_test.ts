import { assertEquals } from "@std/assert";
import { ask, IrcWorld } from "./world.ts";

/** The lines about somebody who is away, without the time. */
const aways = (lines: readonly string[]) => lines.filter((line) => / AWAY\b/.test(line));

Deno.test("AWAY of a native client is shown to IRC clients in its rooms, and to those who watch it", async () => {
  const world = new IrcWorld();
  const ann = await world.native("ann");
  const bob = await world.irc("bob", "away-notify");
  const eve = await world.irc("eve", "away-notify extended-monitor");
  await ask(bob, "JOIN #lobby");
  await ask(eve, "MONITOR + ann");
  await ann.socket.frames({ type: "away", text: "lunch" });
  const line = ":ann!chat@hidden AWAY :lunch";
  assertEquals([aways(await ask(bob)), aways(await ask(eve))], [[line], [line]]);
  assertEquals((await ask(bob, "PRIVMSG ann :hi")).at(-1), ":chat.local 301 bob ann :lunch");
  await ann.socket.frames({ type: "away" });
  assertEquals(aways(await ask(bob)), [":ann!chat@hidden AWAY"]);
  assertEquals(await ask(bob, "AWAY"), [
    ":chat.local 305 bob :You are no longer marked as being away",
  ]);
  ann.socket.news();
  await ask(bob, "AWAY");
  assertEquals(ann.socket.news(), "");
  await world.end();
});

Deno.test("AWAY of an IRC client is shown to native clients with rooms, and not to others", async () => {
  const world = new IrcWorld();
  const [ann, old] = [await world.native("ann", "dev", true), await world.native("old", "dev")];
  const bob = await world.irc("bob");
  await ask(bob, "JOIN #dev");
  for (const native of [ann, old]) native.socket.news();
  await ask(bob, "AWAY :gone fishing");
  assertEquals([ann.socket.news(), old.socket.news()], [
    '{"type":"away","nick":"bob","text":"gone fishing"}\n',
    "",
  ]);
  await world.end();
});

Deno.test("TOPIC of a native client is shown to IRC clients, and the other way round", async () => {
  const world = new IrcWorld();
  const ann = await world.native("ann", "dev", true);
  const bob = await world.irc("bob");
  await ask(bob, "JOIN #dev");
  await ann.socket.frames({ type: "topic", room: "dev", topic: "the build" });
  assertEquals(await ask(bob), [":ann!chat@hidden TOPIC #dev :the build"]);
  ann.socket.news();
  await ask(bob, "TOPIC #dev :\x02green\x02");
  const { type, room, nick, topic } = JSON.parse(ann.socket.news());
  assertEquals([type, room, nick, topic], ["topic", "dev", "bob", "green"]);
  await world.end();
});
