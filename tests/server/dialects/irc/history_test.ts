import { assert, assertEquals } from "@std/assert";
import { MAX_IRC_DEPARTURES, MAX_IRC_LINE_BYTES } from "../../../../server/dialects/irc/limits.ts";
import { Departures } from "../../../../server/dialects/irc/departures.ts";
import { say } from "../../fakes/connection.ts";
import { NOW } from "../../fakes/server.ts";
import { ask, IrcWorld, texts } from "./world.ts";

// deno-lint-ignore no-control-regex
const MARK = /^(?:\x01ACTION )?\[\d\d:\d\d\] /;
const DAY_MS = 24 * 60 * 60 * 1000;

for (const caps of ["", "batch", "draft/multiline batch"]) {
  Deno.test(`IRC: each line of an old message has its time in front, with the capabilities "${caps}"`, async () => {
    const world = new IrcWorld();
    const nat = await world.native("nat");
    await nat.socket.frames(
      say("1", "two lines\n!hi\n\n!third"),
      say("2", `${"!word ".repeat(300)}end`),
      { ...say("3", "waves\n!hi"), action: true },
    );
    const bot = await world.irc("bot", caps);
    const lines = await ask(bot, "JOIN #lobby");
    const said = texts(lines);
    assert(said.length > 8, `${said.length}`);
    for (const text of said) assert(MARK.test(text), text);
    for (const line of lines) {
      const bare = line.replace(/^@\S+ /, "");
      assert(new TextEncoder().encode(bare).length <= MAX_IRC_LINE_BYTES - 2, line);
    }
    const bare = said.map((text) => text.replace(MARK, "").replace("\x01", ""));
    assertEquals(bare.slice(0, 3), ["two lines", "!hi", "!third"]);
    assertEquals(bare.slice(3, -2).join("").length, "!word ".length * 300 + 3);
    assertEquals(bare.slice(-2), ["waves", "!hi"]);
    await nat.socket.frames(say("4", "!now"));
    assertEquals(texts(await ask(bot)), ["!now"], "what is said now has no mark");
    await world.end();
  });
}

Deno.test("IRC: an old message of another day has the date too; one with server-time has no mark", async () => {
  const world = new IrcWorld();
  const nat = await world.native("nat");
  await nat.socket.frames(say("1", "!hi"));
  await nat.bye();
  await world.server.clock.advance(DAY_MS);
  const day = new Date(NOW).toLocaleDateString("sv-SE");
  const [text] = texts(await ask(await world.irc("bot"), "JOIN #lobby"));
  assert(text!.startsWith(`[${day} `) && text!.endsWith("] !hi"), text);
  assertEquals(texts(await ask(await world.irc("cyd", "server-time"), "JOIN #lobby")), ["!hi"]);
  await world.end();
});

Deno.test("IRC: who comes back gets what came since they left, and a bot gets nothing old", async () => {
  const world = new IrcWorld();
  const nat = await world.native("nat");
  let n = 0;
  const talk = () => nat.socket.frames(say(`c${++n}`, `message ${n}`));
  const join = async (nick: string, ...before: string[]) => {
    const irc = await world.irc(nick, "server-time");
    return { irc, got: texts(await ask(irc, ...before, "JOIN #lobby")) };
  };
  for (let i = 0; i < 12; i++) await talk();
  const first = await join("ann");
  assertEquals(first.got.length, 10);
  await ask(first.irc, "QUIT");
  assertEquals((await join("Ann")).got, [], "nothing was said, and nothing comes twice");
  const { irc } = await join("bob");
  for (const leave of ["PART #lobby", "JOIN 0"]) {
    await ask(irc, leave);
    await talk();
    assertEquals(texts(await ask(irc, "JOIN #lobby")), [`message ${n}`], leave);
  }
  const cut = await join("cyd");
  await cut.irc.socket.hangUp();
  for (let i = 0; i < 15; i++) await talk();
  assertEquals((await join("cyd")).got.length, 15, "more than others get");
  assertEquals((await join("bot", "MODE bot +B")).got, []);
  assertEquals((await join("new")).got.length, 10);
  await world.end();
});

for (const playback of ["", " draft/event-playback"]) {
  Deno.test(`IRC: CHATHISTORY refuses a message of another log, with the capabilities "${playback}"`, async () => {
    const caps = "message-tags server-time batch draft/chathistory" + playback;
    const enter = async (said: string) => {
      const world = new IrcWorld();
      const nat = await world.native("nat");
      await world.server.clock.advance(said.length);
      for (const id of ["1", "2"]) await nat.socket.frames(say(id, `${said} ${id}`));
      const irc = await world.irc("ann", caps);
      await ask(irc, "JOIN #lobby");
      return { world, irc };
    };
    const one = await enter("said");
    const past = await ask(one.irc, "CHATHISTORY LATEST #lobby * 1");
    const msgid = /msgid=([^; ]+)/.exec(past[1]!)![1]!;
    const other = await enter("said later");
    for (const sub of ["LATEST", "BEFORE", "AFTER", "AROUND"]) {
      const request = `CHATHISTORY ${sub} #lobby msgid=${msgid} 9`;
      const [refused] = await ask(other.irc, request);
      const wanted = `FAIL CHATHISTORY INVALID_PARAMS ${sub} msgid=${msgid} `;
      assert(refused?.includes(wanted), refused);
      assert((await ask(one.irc, request))[0]?.includes(" BATCH +"), sub);
    }
    await one.world.end();
    await other.world.end();
  });
}

Deno.test("Departures remembers the last MAX_IRC_DEPARTURES, and of each room the latest", () => {
  const departures = new Departures();
  departures.note("ann", "lobby", 1, "a");
  departures.note("ANN", "lobby", 2, "a");
  departures.note("ann", "dev", 3, "a");
  assertEquals(departures.find("Ann", "lobby"), 2);
  for (let i = 2; i < MAX_IRC_DEPARTURES; i++) departures.note(`n${i}`, "lobby", i, "a");
  assertEquals([departures.find("ann", "lobby"), departures.find("ann", "dev")], [2, 3]);
  departures.note("one more", "lobby", 4, "a");
  assertEquals([departures.find("ann", "lobby"), departures.find("ann", "dev")], [undefined, 3]);
});

Deno.test("Departures takes those who were here at a crash for gone by what was said till then", () => {
  let changes = 0;
  const before = new Departures({ changed: () => changes++ });
  before.present = () => [["Bob", "lobby", "a"], ["cyd", "dev", "b"]];
  before.note("ann", "lobby", 7, "a");
  before.changed();
  assertEquals(changes, 2);
  const after = new Departures();
  after.load(before.toText());
  assertEquals(after.find("Ann", "lobby"), 7);
  assertEquals(after.find("bob", "lobby"), undefined, "nobody knows yet");
  after.opened("lobby", 9, "a");
  after.opened("lobby", 11, "a");
  assertEquals([after.find("bob", "lobby"), after.find("ann", "lobby")], [9, 7]);
  const crashedAgain = new Departures();
  crashedAgain.load(after.toText());
  crashedAgain.opened("dev", 3, "b");
  assertEquals([crashedAgain.find("cyd", "dev"), crashedAgain.find("bob", "lobby")], [3, 9]);
  const shared = new Departures({ isShared: true });
  shared.load(before.toText());
  shared.opened("lobby", 9, "a");
  assertEquals([shared.find("bob", "lobby"), shared.find("ann", "lobby")], [undefined, 7]);
  for (
    const bad of [
      "",
      "{}",
      '{"left":{"a b":"1"},"here":[],"logs":{}}',
      '{"left":{},"here":7,"logs":{}}',
    ]
  ) {
    let failed = false;
    try {
      new Departures().load(bad);
    } catch {
      failed = true;
    }
    assert(failed, bad);
  }
});

Deno.test("Departures writes the newest MAX_IRC_DEPARTURES of those who are here, and no more", () => {
  const departures = new Departures();
  const many = Array.from(
    { length: MAX_IRC_DEPARTURES + 1 },
    (_, i) => [`n${i}`, "lobby", "a"] as const,
  );
  const written = () => (JSON.parse(departures.toText()) as { here: string[] }).here.length;
  departures.present = () => many.slice(1);
  assertEquals(written(), MAX_IRC_DEPARTURES);
  departures.present = () => many;
  assertEquals(written(), MAX_IRC_DEPARTURES);
});

Deno.test("Departures forgets a room that has another log than before, such as that of a backup", () => {
  const before = new Departures();
  before.opened("lobby", 5, "a");
  before.opened("dev", 5, "b");
  before.note("ann", "lobby", 7, "a");
  before.note("ann", "dev", 7, "b");
  before.present = () => [["bob", "lobby", "a"]];
  const after = new Departures();
  after.load(before.toText());
  after.opened("lobby", 9, "another");
  after.opened("dev", 9, "b");
  const seen = (nick: string, room: string) => after.find(nick, room);
  assertEquals([seen("ann", "lobby"), seen("bob", "lobby"), seen("ann", "dev")], [
    ...[undefined, undefined, 7],
  ]);
});
