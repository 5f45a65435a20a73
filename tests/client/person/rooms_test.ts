/**
 * Several rooms on one screen. `UPDATE_GOLDEN=1 deno test` writes the golden files again: look at the
 * difference before you keep it.
 *
 * @module
 */
import { REMOVED_MS } from "../../../client/limits.ts";
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { MAX_AWAY_BYTES, MAX_TOPIC_BYTES } from "../../../protocol/limits.ts";
import type { KnownUser } from "../../../client/link/recalled_session.ts";
import { KeptNames } from "../../../client/memory/kept_names.ts";
import type { MsgFrame, ServerFrame } from "../../../protocol/frames.ts";
import { type FakePeer, msgFrame } from "../../support/fake_server.ts";
import { settled } from "../../support/virtual_clock.ts";
import { Stage, type StageOptions } from "./stage.ts";

type Entered = Extract<ServerFrame, { type: "entered" }>;

const LOOKS = [
  { language: "en", size: { columns: 80, rows: 24 } },
  { language: "ru", size: { columns: 80, rows: 24 } },
  { language: "en", size: { columns: 120, rows: 40 } },
  { language: "ru", size: { columns: 120, rows: 40 } },
  { language: "en", size: { columns: 40, rows: 12 } },
  { language: "ru", size: { columns: 40, rows: 12 } },
] as const;

/** A time that is the same wherever the test runs: people see their own. */
function at(hour: number, minute: number, day = 23): string {
  return new Date(2026, 10, day, hour, minute).toISOString();
}

function said(room: string, id: number, text: string, more: Partial<MsgFrame> = {}): MsgFrame {
  return { ...msgFrame(id, { text, ts: at(12, id % 60), ...more }), room };
}

function letIn(
  peer: FakePeer,
  room: string,
  fields: Partial<Entered> = {},
  old: readonly MsgFrame[] = [],
): void {
  const entered = { type: "entered", room, last: 0, members: ["ann", "bob"], count: 2 } as const;
  peer.send({ ...entered, ...fields }, ...old, { type: "live", room });
}

/** Ann in the lobby, where nothing was said. */
async function inLobby(options: StageOptions = {}) {
  const stage = new Stage({ nick: "ann", rooms: true, ...options });
  const { peer } = await stage.server.welcome({ rooms: true, members: ["ann", "bob"], count: 2 });
  await stage.seen(/(You are|Вы) ann/);
  return { stage, peer };
}

/** Ann in the lobby, in dev and in ops; ops is shown. */
async function inThree(options: StageOptions = {}) {
  const { stage, peer } = await inLobby(options);
  for (const [room, topic] of [["dev", "the build"], ["ops", "who is on call: cy"]] as const) {
    stage.type(`/room ${room}\r`);
    assertEquals((await peer.next("join")).room, room);
    letIn(peer, room, { topic, count: 3 });
    await stage.seen(new RegExp(`#${room} ann> *$`));
  }
  return { stage, peer };
}

for (const { language, size } of LOOKS) {
  const window = `${size.columns}x${size.rows}_${language}`;
  const look = { language, size };

  Deno.test(`several rooms: unread, a call, and going there, at ${window}`, async () => {
    const { stage, peer } = await inThree(look);
    await using _ = stage;
    peer.send(
      said("dev", 1, "the build is red"),
      said("ops", 1, "the disk is full"),
      said("dev", 2, "I am on it"),
      said("lobby", 1, "ann, lunch?"),
    );
    await stage.seen(/lobby 1! +2\.dev 2/);
    await stage.assertGolden(`rooms_${window}`);
    stage.type("\x1ba");
    await stage.seen("lunch");
    stage.type("\x1b2");
    await stage.seen("I am on it");
    await stage.assertGolden(`rooms_went_${window}`);
  });

  Deno.test(`several rooms: arriving after a night, at ${window}`, async () => {
    const since = { since: 2, sinceTs: at(21, 40, 22) };
    const evening: KnownUser = {
      nick: "ann",
      joined: ["lobby", "dev", "ops"],
      rooms: ["lobby", "dev", "ops"].map((room) => ({ room, ...since })),
    };
    await using stage = new Stage({ nick: "ann", rooms: true, recalled: [evening], ...look });
    const old = (room: string, first: number, last: number) =>
      Array.from(
        { length: last - first + 1 },
        (_, i) => said(room, first + i, `${room} ${first + i}`, { old: true, ts: at(8, i % 60) }),
      );
    const { peer } = await stage.server.welcome(
      { rooms: true, last: 5, members: ["ann", "bob"], count: 2, topic: "welcome" },
      old("lobby", 3, 5),
    );
    assertEquals((await peer.next("join")).room, "dev");
    assertEquals((await peer.next("join")).room, "ops");
    letIn(peer, "dev", { last: 302 }, old("dev", 253, 302));
    letIn(peer, "ops", { last: 3 }, [said("ops", 3, "ann, call me", { old: true })]);
    await stage.seen(/ops 1! +2\.dev 300/);
    await stage.assertGolden(`rooms_night_${window}`);
    stage.type("\x1b2");
    await stage.seen("dev 302");
    assertMatch(stage.output, /newest 50|последние 50/);
    await stage.assertGolden(`rooms_many_${window}`);
    stage.type("/history 250\r");
    assertEquals(await peer.next("history"), {
      ...{ type: "history", room: "dev", before: 253, limit: 200 },
    });
  });

  Deno.test(`several rooms: a cut in the second, and removed from one, at ${window}`, async () => {
    const { stage, peer } = await inThree(look);
    await using _ = stage;
    stage.type("half a tho");
    await stage.seen("half a tho");
    await stage.clock.advance(6000);
    peer.cut();
    await stage.seen(/(kept and sent|уйдёт)/);
    await stage.assertGolden(`rooms_cut_${window}`);
    const back = stage.server.welcome({ rooms: true, room: "ops", last: 0 });
    await stage.clock.advance(10_000);
    const again = (await back).peer;
    assertEquals((await again.next("join")).room, "lobby");
    letIn(again, "lobby", { last: 1 }, [said("lobby", 1, "while you were away", { old: true })]);
    assertEquals((await again.next("join")).room, "dev");
    letIn(again, "dev");
    await stage.seen(/lobby 1/);
    again.send({ type: "parted", room: "ops", by: "bob", reason: "too loud" });
    await stage.seen("while you were away");
    await stage.seen(/ann> half a tho$/);
    await stage.assertGolden(`rooms_removed_${window}`);
    stage.type("ught\r");
    await stage.seen(/Not said|Не сказано/);
    assertEquals(again.rest().filter((frame) => frame.type === "say"), []);
    await stage.clock.advance(REMOVED_MS);
    stage.type("\r");
    assertEquals((await again.next("say")).text, "half a thought");
  });

  Deno.test(`several rooms: a private talk, at ${window}`, async () => {
    const { stage, peer } = await inLobby(look);
    await using _ = stage;
    const dm = { type: "dm", ts: at(12, 1), nick: "bob", to: "ann", cid: "d1" } as const;
    peer.send({ ...dm, text: "psst" }, said("lobby", 1, "in the lobby"));
    await stage.seen(/bob 1!/);
    stage.type("/query bob\r");
    await stage.seen(/→ bob ann> *$/);
    stage.type("yes?\r");
    const sent = await peer.next("dm");
    assertEquals([sent.to, sent.text], ["bob", "yes?"]);
    peer.send({ ...sent, ts: at(12, 2), nick: "ann" }, { ...dm, cid: "d2", text: "not here" });
    await stage.seen(/bob: not here/);
    await stage.assertGolden(`rooms_private_${window}`);
  });
}

for (const { language, size } of LOOKS) {
  const window = `${size.columns}x${size.rows}_${language}`;

  Deno.test(`a search: matches with numbers, more of them, what was said around one, at ${window}`, async () => {
    const { stage, peer } = await inLobby({ language, size });
    await using _ = stage;
    stage.type("/search disk\r");
    const { limit, text } = await peer.next("search");
    assertEquals([limit, text], [10, "disk"]);
    const match = (id: number, text: string, day: number) =>
      said("lobby", id, text, { ts: at(9, id % 60, day) });
    peer.send({
      type: "found",
      room: "lobby",
      messages: [
        match(90, "the disk of the build server is full again, who can help?", 23),
        match(71, "Disk ordered: https://example.org/disks/4711", 22),
        match(12, "one line\nand the DISK in the second", 20),
      ],
      next: 11,
      complete: true,
    });
    assertEquals((await peer.next("search")).before, 11);
    peer.send({ type: "found", room: "lobby", messages: [], complete: true });
    await stage.seen(/\/around/);
    await stage.assertGolden(`search_${window}`);
    stage.type("/around 2\r");
    assertEquals(await peer.next("history"), {
      ...{ type: "history", room: "lobby", before: 82, limit: 21 },
    });
    const around = Array.from(
      { length: 21 },
      (_, i) => {
        const text = i === 10 ? "Disk ordered: https://example.org/disks/4711" : `text ${61 + i}`;
        return said("lobby", 61 + i, text, { old: true, ts: at(9, i, 22) });
      },
    );
    peer.send(...around, { type: "history", room: "lobby", first: 61, last: 81, count: 21 });
    await stage.seen(/text 81/);
    await stage.assertGolden(`around_${window}`);
  });
}

Deno.test("a search: where one was named, nothing found, and a number that there is not", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  stage.type("/mentions\r");
  assertEquals((await peer.next("search")).text, '"ann"');
  peer.send({ type: "found", room: "lobby", messages: [], complete: true });
  await stage.seen("Nothing was found in lobby");
  stage.type("/around 1\r");
  await stage.seen("No message of a search has the number 1");
});

Deno.test("a search: an error about something else is no answer, also where a new search was begun", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  const found = (id: number, text: string) =>
    ({
      type: "found",
      room: "lobby",
      messages: [{ id, ts: "2026-11-23T11:00:00.000Z", nick: "bob", text }],
      complete: true,
    }) as const;
  stage.type("/search first\r/search second\r");
  assertEquals((await peer.next("search")).text, "first");
  peer.send({ type: "error", code: "slow_down", message: "", retry_ms: 1 }, found(1, "the first"));
  assertEquals((await peer.next("search")).text, "second");
  peer.send(found(2, "the second"));
  const screen = await stage.seen(/ 1 .*the second/);
  assertEquals(screen.includes("the first"), false);
});

Deno.test("several rooms: in a private talk no command is meant for a room that is not shown", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  stage.type("/query bob\r/history 3\r");
  await stage.seen("Private talks are not kept: this one has no more than you see");
  stage.type("\x15/topic tea\r");
  await stage.seen("This is a private talk, and no room: /room NAME goes to one");
  stage.type("\x15/quiet\r\x15/part\r");
  await stage.seen("ann> ");
  peer.send({ type: "joined", room: "lobby", ts: at(9, 30), nick: "cyd" });
  await stage.seen("cyd joined");
  const sent = peer.writes.map((line) => JSON.parse(line).type);
  assertEquals(sent.filter((type) => type === "topic" || type === "history"), []);
});

Deno.test("several rooms: /who in a private talk names the two of them, and no room behind it", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  stage.type("/query bob\r/who\r");
  await stage.seen("A private talk: you and bob, nobody else");
  assertEquals(peer.rest().filter(({ type }) => type === "who"), []);
});

Deno.test("several rooms: after a cut a room counts those who come back into it, and /who sets it right", async () => {
  const { stage, peer } = await inThree();
  await using _ = stage;
  peer.cut();
  await stage.seen(/kept and sent/);
  const back = stage.server.welcome({ rooms: true, room: "ops", members: ["ann"], count: 1 });
  await stage.clock.advance(10_000);
  const again = (await back).peer;
  letIn(again, "lobby", { members: ["ann"], count: 1 });
  letIn(again, "dev", { members: ["ann"], count: 1 });
  again.send({ type: "joined", room: "lobby", ts: at(12, 1), nick: "bob" });
  again.send({ type: "who", room: "dev", count: 7, nicks: ["ann", "bob"] });
  await stage.seen("Here (7): ann, bob");
  stage.type("\x1b1");
  await stage.seen("#lobby · 2 here");
  stage.type("\x1b2");
  await stage.seen("#dev · 7 here");
});

Deno.test("several rooms: what a cut has left without an answer is asked again, and its answer is shown", async () => {
  const { stage, peer } = await inThree();
  await using _ = stage;
  stage.type("/search disk\r");
  await peer.next("search");
  stage.type("/who\r/history 5\r");
  await peer.next("who");
  await peer.next("history");
  peer.cut();
  await stage.seen(/No answer to \/search, \/who, \/history came: it is asked for again/);
  const back = stage.server.welcome({ rooms: true, room: "ops" });
  await stage.clock.advance(10_000);
  const again = (await back).peer;
  letIn(again, "lobby");
  letIn(again, "dev");
  const asked = [await again.next("join"), await again.next("join")];
  assertEquals(asked.map(({ room }) => room), ["lobby", "dev"]);
  await again.next("history");
  again.send({ type: "history", room: "ops", first: 0, last: 0, count: 0 });
  const { text, room } = await again.next("search");
  assertEquals([text, room], ["disk", "ops"]);
  assertEquals((await again.next("who")).room, "ops");
  assertEquals((await again.next("history")).limit, 5);
  again.send(
    { type: "found", room: "ops", messages: [said("ops", 1, "the disk")], complete: true },
    { type: "who", room: "ops", count: 2, nicks: ["ann", "bob"] },
    { type: "history", room: "ops", first: 0, last: 0, count: 0 },
  );
  await stage.seen(/1 message found[^]*Here \(2\)[^]*There are no older messages/);
});

Deno.test("several rooms: /who tells who of them is away", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  stage.type("/who\r");
  await peer.next("who");
  const nicks = ["ann", "bob", "cy"];
  peer.send({ type: "who", room: "lobby", count: 3, nicks, away: ["bob"] });
  await stage.seen("Here (3): ann, bob (away), cy");
});

Deno.test("several rooms: a room that an earlier client has made quiet is quiet, the others are not", async () => {
  const quiet = new KeptNames({ most: 1 });
  quiet.recall(["dev"]);
  const { stage, peer } = await inThree({ quiet });
  await using _ = stage;
  stage.type("/room dev\r");
  await stage.seen(/#dev ann> *$/);
  for (const room of ["dev", "ops"]) {
    peer.send({ type: "joined", room, ts: at(12, 1), nick: `guest-of-${room}` });
  }
  peer.send(said("dev", 1, "hello"));
  await stage.seen("bob: hello");
  stage.type("/room ops\r");
  await stage.seen(/#ops ann> *$/);
  stage.type("/quiet\r");
  await stage.seen("are hidden");
  assertEquals([quiet.names, stage.output.includes("guest-of-dev")], [["ops"], false]);
});

Deno.test("a search: in a private talk nothing is looked for, and that is said", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  stage.type("/query bob\r/search disk\r");
  await stage.seen("Private talks are not kept and cannot be searched");
  stage.type("\x15/part\r/search disk\r");
  const { room, text } = await peer.next("search");
  assertEquals([room, text], ["lobby", "disk"], "the first that was asked for");
});

Deno.test("/part: a room in which one is not, and a server that has no such thing", async () => {
  {
    const { stage, peer } = await inLobby();
    await using _ = stage;
    stage.type("/part nowhere\r");
    await stage.seen(/You are not in nowhere$/m);
    assertEquals(peer.rest().filter((frame) => frame.type === "part"), []);
  }
  await using stage = new Stage({ nick: "ann" });
  await stage.server.welcome({ members: ["ann"], count: 1 });
  await stage.seen("You are ann");
  stage.type("/part\r");
  await stage.seen("This server does not support that");
});

Deno.test("a search: calls in all rooms and by all words, newest first, and none of one's own", async () => {
  const { stage, peer } = await inThree({ highlight: ["deploy"] });
  await using _ = stage;
  stage.type("/mentions\r");
  const answers: Record<string, readonly MsgFrame[]> = {
    'ops "ann"': [said("ops", 9, "ann?", { ts: at(9, 9) }), said("ops", 2, "announce")],
    'lobby "ann"': [said("lobby", 5, "ask ann", { ts: at(9, 30) })],
    'dev "deploy"': [
      said("dev", 8, "the deploy, ann", { ts: at(9, 40) }),
      said("dev", 7, "deploy now", { nick: "ann", ts: at(9, 35) }),
    ],
    'dev "ann"': [said("dev", 8, "the deploy, ann", { ts: at(9, 40) })],
  };
  const asked: string[] = [];
  for (let n = 0; n < 6; n++) {
    const { room = "", text } = await peer.next("search");
    asked.push(`${room} ${text}`);
    const messages = answers[asked.at(-1) ?? ""] ?? [];
    peer.send({ type: "found", room, messages, complete: true });
  }
  assertEquals(asked.slice(0, 2), ['ops "ann"', 'ops "deploy"'], "the room that is shown first");
  assertEquals(asked.length, new Set(asked).size);
  const screen = await stage.seen(/3 messages found/);
  const rows = screen.split("\n").filter((row) => /^ +\d+ #/.test(row)).map((row) => row.trim());
  assertEquals(rows.map((row) => row.replace(/\s+/g, " ")), [
    "1 #dev 09:40 bob: the deploy, ann",
    "2 #lobby 09:30 bob: ask ann",
    "3 #ops 09:09 bob: ann?",
  ]);
  stage.type("/around 2\r");
  assertEquals((await peer.next("history")).room, "lobby");
});

Deno.test("several rooms: nothing of those who are ignored, in pages, searches and counts", async () => {
  const evening: KnownUser = {
    nick: "ann",
    joined: ["lobby", "dev"],
    rooms: ["lobby", "dev"].map((room) => ({ room, since: 1, sinceTs: at(21, 40, 22) })),
  };
  await using stage = new Stage({ nick: "ann", rooms: true, recalled: [evening] });
  const welcome = await stage.server.welcome({ rooms: true, last: 1, count: 2 });
  const { peer } = welcome;
  await stage.seen("You are");
  stage.type("/ignore eve\r");
  await stage.seen("You see nothing of eve now");
  assertEquals((await peer.next("join")).room, "dev");
  // nothing of the lobby is on the screen: a reminder
  assertEquals((await peer.next("history")).room, "lobby");
  const none = { type: "history", first: 0, last: 0, count: 0 } as const;
  peer.send({ ...none, room: "lobby" });
  const old = (id: number, nick: string) => said("dev", id, `text ${id}`, { nick, old: true });
  letIn(peer, "dev", { last: 4 }, [old(2, "bob"), old(3, "eve"), old(4, "bob")]);
  await stage.seen(/dev 2$/m);
  peer.send(said("dev", 5, "text 5", { nick: "Eve" }), said("dev", 6, "text 6"));
  await stage.seen(/dev 3$/m);
  stage.type("\x1b2");
  await stage.seen("— 3 new since");
  stage.type("/history 2\r");
  await peer.next("history");
  peer.send(old(1, "eve"), { ...none, room: "dev" });
  await stage.seen("All of that is from people of whom you see nothing");
  stage.type("/search text\r");
  await peer.next("search");
  peer.send({
    type: "found",
    room: "dev",
    messages: [old(3, "eve"), old(2, "bob")],
    complete: true,
  });
  await stage.seen("1 message found");
  assertEquals(/text [035]/.test(stage.output), false);
});

Deno.test("several rooms: who is not away is told so, and not that they are back", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  stage.type("/away\r");
  await stage.seen("-- You are not away");
  stage.type("/away lunch\r/away\r");
  await stage.seen("-- You are back");
  assertEquals((await peer.next("away")).text, undefined);
});

Deno.test("several rooms: a topic and an away message are as long as the server takes them, and no longer", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  for (const [name, most] of [["topic", MAX_TOPIC_BYTES], ["away", MAX_AWAY_BYTES]] as const) {
    const longest = "я".repeat(most / 2);
    stage.type(`/${name} ${longest}\r`);
    assertStringIncludes(JSON.stringify(await peer.next(name)), `"${longest}"`);
    stage.type(`/${name} ${longest}x\r`);
    await stage.seen(/301 bytes.*300/);
    stage.type("\x15");
  }
  assertEquals(stage.session.away?.length, 150);
  peer.cut();
  await stage.seen(/kept and sent/);
  stage.type("/away\r");
  await stage.seen("Not connected");
  assertEquals(stage.session.away?.length, 150, "what was not said is not so");
});

Deno.test("several rooms: who is away is told once, also after a cut, and oneself not at all", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  stage.type("/away lunch\r");
  assertEquals((await peer.next("away")).text, "lunch");
  await stage.seen("-- You are away: lunch");
  const away = (nick: string, text?: string) =>
    peer.send({ type: "away", nick, ...(text === undefined ? {} : { text }) });
  away("ann", "lunch");
  away("bob", "tea");
  away("bob", "tea");
  away("bob");
  away("bob");
  away("bob", "tea");
  peer.send(said("lobby", 1, "the end"));
  const screen = await stage.seen("the end");
  assertEquals(screen.match(/-- (bob|ann) .*$/gm)?.map((row) => row.trimEnd()), [
    "-- bob is away: tea",
    "-- bob is back",
    "-- bob is away: tea",
  ]);
});

Deno.test("several rooms: each has its own draft and its own history of what was typed", async () => {
  const { stage, peer } = await inThree();
  await using _ = stage;
  stage.type("one\r");
  await peer.next("say");
  stage.type("for ops\x1b2");
  await stage.seen(/#dev ann> *$/);
  stage.type("\x1b[A");
  await stage.seen(/#dev ann> \/room ops$/);
  stage.type("\x1b3");
  await stage.seen(/#ops ann> for ops$/);
});

Deno.test("several rooms: what is said goes to the room that is shown", async () => {
  const { stage, peer } = await inThree();
  await using _ = stage;
  stage.type("a\r\x1b1b\r");
  const rooms = [(await peer.next("say")).room, (await peer.next("say")).room];
  assertEquals(rooms, ["ops", "lobby"]);
});

Deno.test("several rooms: nothing is read until somebody is in front of the screen", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  peer.send(said("lobby", 1, "anybody?"));
  await stage.seen("anybody?");
  await stage.clock.advance(5000);
  const seen = () => peer.writes.filter((line) => line.includes('"seen"'));
  assertEquals(seen(), [], "no key was pressed, and the terminal told nothing");
  stage.type("\x1b[O");
  await settled();
  stage.type("\x1b[I");
  await settled();
  await stage.clock.advance(5000);
  assertEquals(await peer.next("seen"), { type: "seen", room: "lobby", id: 1 });
  stage.type("\x1b[O");
  await settled();
  peer.send(said("lobby", 2, "still there?"));
  await stage.seen("still there?");
  await stage.clock.advance(5000);
  assertEquals(seen().length, 1, "the user looks at something else");
  // a terminal that another one has taken over may never tell that the focus is back
  stage.type("x");
  await stage.clock.advance(5000);
  assertEquals(await peer.next("seen"), { type: "seen", room: "lobby", id: 2 });
});

Deno.test("several rooms: a key tells that what is shown is read, where nothing tells that the focus is back", async () => {
  const { stage, peer } = await inThree();
  await using _ = stage;
  stage.type("\x1b[O");
  await settled();
  peer.send(said("ops", 1, "ann?"));
  await stage.seen("#ops 1!");
  stage.type("x");
  await stage.seen(/#ops {2}.*\n#ops ann> x$/);
});

Deno.test("several rooms: those of whom nothing is to be seen count among those who are there", async () => {
  const { stage, peer } = await inThree();
  await using _ = stage;
  stage.type("/ignore eve\r");
  await stage.seen("nothing of eve");
  const left = { type: "left", room: "dev", ts: at(12, 1) } as const;
  const joined = { ...left, type: "joined" } as const;
  peer.send({ ...joined, nick: "eve" }, { ...joined, nick: "joe" }, { ...left, nick: "eve" });
  peer.send({ ...joined, nick: "eve" });
  await settled();
  stage.type("\x1b2");
  const screen = await stage.seen("#dev · 5 here");
  assertEquals(/eve (joined|left)/.test(screen), false);
});

Deno.test("several rooms: the words of --highlight call as the nickname does, in the text, the bar and the title", async () => {
  const { stage, peer } = await inThree({ highlight: ["deploy", "на связи"] });
  await using _ = stage;
  peer.send(
    said("dev", 1, "the Deploy is red"),
    said("lobby", 1, "кто на связи?"),
    said("ops", 1, "deployed, ann: the deploy"),
    said("ops", 2, "deploy", { nick: "ann" }),
  );
  await stage.seen(/1\.lobby 1! {2}2\.dev 1!/);
  assertStringIncludes(stage.output, "\x07");
  assertStringIncludes(stage.output, "\x1b]2;(2) chat");
  const called = "\x1b[1;7m";
  assertStringIncludes(stage.output, `deployed, ${called}ann\x1b[0m: the ${called}deploy\x1b[0m`);
  assertEquals(stage.output.includes(`${called}deploy\x1b[0med`), false);
});

for (
  const [notify, told] of [
    ["osc9", "\x1b]9;bob #dev: ann, lunch?\x1b\\"],
    ["osc777", "\x1b]777;notify;chat;bob #dev: ann, lunch?\x1b\\"],
  ] as const
) {
  Deno.test(`several rooms: with --notify ${notify} the desktop is told of calls, while the user looks elsewhere`, async () => {
    const { stage, peer } = await inThree({ notify });
    await using _ = stage;
    stage.type("\x1b[I");
    await settled();
    peer.send(said("dev", 1, "ann?"));
    await stage.seen("dev 1!");
    stage.type("\x1b[O");
    await settled();
    peer.send(said("dev", 2, "ann, lunch?"), said("dev", 3, "no call"), {
      ...{ type: "dm", ts: at(12, 1), nick: "cy", to: "ann", text: "psst", cid: "d1" },
    });
    await stage.seen(/dev 3!.*cy 1!/);
    assertEquals(stage.output.split(told).length, 2);
    assertStringIncludes(stage.output, told.replace("bob #dev: ann, lunch?", "cy: psst"));
    assertEquals(
      stage.output.split(told.split(";")[0]!).length - 1,
      2,
      "calls alone, and not the first",
    );
  });
}

Deno.test("several rooms: /msg says something without going there, /r answers who has written last", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  stage.type("/r too early\r");
  await stage.seen("Nobody has sent you a private message");
  stage.type("\x15/msg bob psst\r");
  const { to, text, cid } = await peer.next("dm");
  assertEquals([to, text], ["bob", "psst"]);
  const dm = { type: "dm", ts: at(12, 1), to: "ann" } as const;
  peer.send({ ...dm, nick: "ann", to, text, cid });
  await stage.seen(/privately to bob: psst[^]*\nann> *$/);
  for (const nick of ["bob", "cy"]) peer.send({ ...dm, nick, text: `I am ${nick}`, cid: nick });
  await stage.seen(/bob 1!.*cy 1!/);
  stage.type("/r yes?\r");
  assertEquals((await peer.next("dm")).to, "cy");
});

Deno.test("several rooms: a private talk follows who is called otherwise, and not who takes the name", async () => {
  const { stage, peer } = await inThree();
  await using _ = stage;
  const dm = { type: "dm", ts: at(12, 1), to: "ann" } as const;
  peer.send({ ...dm, nick: "bob", text: "psst", cid: "1" });
  await stage.seen("bob 1!");
  stage.type("/query bob\r");
  await stage.seen(/→ bob ann> *$/);
  for (const room of ["lobby", "ops"]) {
    peer.send({ type: "renamed", room, ts: at(12, 2), nick: "bob", to: "robert" });
  }
  const screen = await stage.seen(/→ robert ann> *$/);
  assertEquals(screen.match(/bob is now robert/g)?.length, 1);
  stage.type("yes?\r/r and an answer\r");
  assertEquals([(await peer.next("dm")).to, (await peer.next("dm")).to], ["robert", "robert"]);
  peer.send({ type: "joined", room: "ops", ts: at(12, 3), nick: "bob" }, {
    ...{ ...dm, nick: "bob", text: "I am another one", cid: "2" },
  });
  await stage.seen(/4\.robert {2}5\.bob 1!/);
});

Deno.test("several rooms: /history today asks no further back than the day, page after page", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  stage.type("/history today\r");
  assertEquals((await peer.next("history")).limit, 200);
  const page = (first: number, last: number, day: number) =>
    Array.from(
      { length: last - first + 1 },
      (_, i) =>
        said("lobby", first + i, `text ${first + i}`, { old: true, ts: at(9, i % 60, day) }),
    );
  const end = { type: "history", room: "lobby", first: 0, last: 0, count: 0 } as const;
  peer.send(...page(101, 300, 23), end);
  assertEquals((await peer.next("history")).before, 101);
  peer.send(...page(91, 95, 22), ...page(96, 100, 23), end);
  await stage.seen("up to here");
  assertEquals(stage.output.includes("text 95"), false);
  assertStringIncludes(stage.output, "205 older messages:");
  assertEquals(peer.rest().filter(({ type }) => type === "history"), []);
});

Deno.test("several rooms: the window's title tells how often the user is called", async () => {
  const { stage, peer } = await inThree();
  await using _ = stage;
  peer.send(said("dev", 1, "ann?"), said("dev", 2, "ann!"));
  await stage.seen("dev 2!");
  assertStringIncludes(stage.output, "\x1b]2;(2) chat 127.0.0.1:65432\x1b\\");
  stage.type("\x1ba");
  await stage.seen("ann!");
  await settled();
  assertStringIncludes(stage.output, "\x1b]2;chat 127.0.0.1:65432\x1b\\");
});

Deno.test("several rooms: Alt-a says when there is nowhere to go", async () => {
  const { stage } = await inThree();
  await using _ = stage;
  const before = stage.output.length;
  stage.type("\x1ba");
  await settled();
  assertEquals(stage.output.slice(before).includes("\x07"), true);
});

Deno.test("several rooms: where nobody is to be seen, nothing of them is, and nothing rings", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  stage.type("/ignore bob\r");
  await stage.seen("nothing of bob");
  peer.send(said("lobby", 1, "ann!"), {
    ...{ type: "dm", ts: at(12, 1), nick: "bob", to: "ann", text: "psst", cid: "d" },
  }, said("lobby", 2, "hello", { nick: "cy" }));
  const screen = await stage.seen("cy: hello");
  assertEquals([screen.includes("ann!"), screen.includes("psst")], [false, false]);
  assertEquals(stage.output.includes("\x07"), false);
});

Deno.test("several rooms: a quiet room tells of nobody who comes or goes", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  stage.type("/quiet\r");
  await stage.seen("are hidden");
  peer.send(
    { type: "joined", room: "lobby", ts: at(12, 1), nick: "dan" },
    said("lobby", 1, "hello"),
  );
  const screen = await stage.seen("bob: hello");
  assertEquals(screen.includes("dan"), false);
});

Deno.test("several rooms: a terminal of plain lines puts the room before each", async () => {
  const { stage, peer } = await inLobby({ facts: { term: "dumb" } });
  await using _ = stage;
  stage.type("/room dev\n");
  await peer.next("join");
  letIn(peer, "dev");
  await stage.seen("You are ann in dev");
  peer.send(said("lobby", 1, "in the lobby"), said("dev", 1, "in dev"));
  await stage.seen(/^\[#lobby\] 12:01 bob: in the lobby$/m);
  await stage.seen(/^\[#dev\] 12:01 bob: in dev$/m);
  stage.type("/who\n");
  await peer.next("who");
  peer.send(
    said("lobby", 2, "again"),
    { type: "who", room: "dev", count: 1, nicks: ["ann"] },
    { type: "dm", ts: at(12, 2), nick: "bob", to: "ann", text: "psst", cid: "d1" },
    { type: "joined", room: "lobby", ts: at(12, 2), nick: "cy" },
    { type: "away", nick: "bob", text: "tea" },
  );
  await stage.seen(/^\[#dev\] 12:00 -- Here \(1\): ann$/m);
  await stage.seen(/^12:02 privately from bob: psst$/m);
  await stage.seen(/^\[#lobby\] 12:02 → cy joined$/m);
  await stage.seen(/^12:00 -- bob is away: tea$/m);
  // what goes on in the next row must not look like a row of its own
  peer.send(said("lobby", 3, "日".repeat(100)), said("lobby", 4, "the end"));
  const screen = await stage.seen("the end");
  const rows = screen.split("\n").filter((row) => row.includes("日"));
  assertEquals(rows.every((row) => row.startsWith("[#lobby]  ") || row.includes("bob:")), true);
});

Deno.test("several rooms: lists those of the server, and one's own", async () => {
  const { stage, peer } = await inThree();
  await using _ = stage;
  stage.type("/list de\r");
  assertEquals(await peer.next("rooms"), { type: "rooms", like: "de" });
  const info = { room: "dev", count: 2, last: 7, ts: at(12, 5), topic: "the build" };
  peer.send({ type: "rooms", rooms: [info] });
  await stage.seen(/dev {2}2 people, 2026-11-23 12:05, the build/);
  stage.type("/room\r");
  await stage.seen(/ 1 #lobby\n.* 2 #dev\n.*\*3 #ops/);
});

Deno.test("several rooms: Tab completes the names of rooms, those of the last /list too", async () => {
  const { stage, peer } = await inThree();
  await using _ = stage;
  stage.type("/room d\t");
  await stage.seen("ann> /room dev");
  stage.type("\x15/list\r");
  await peer.next("rooms");
  const info = { count: 1, last: 0, ts: at(12, 5) };
  const rooms = ["music", "mu\nsic", "../music"].map((room) => ({ room, ...info }));
  peer.send({ type: "rooms", rooms });
  await stage.seen("music  1 person");
  stage.type("/join mu\t\r");
  assertEquals((await peer.next("join")).room, "music");
});

Deno.test("several rooms: leaves one, and tells which is shown then", async () => {
  const { stage, peer } = await inThree();
  await using _ = stage;
  stage.type("/part\r");
  assertEquals(await peer.next("part"), { type: "part", room: "ops" });
  peer.send({ type: "parted", room: "ops" });
  await stage.seen("You left ops");
  await stage.seen(/^ann> *$/m);
});

Deno.test("several rooms: the last room is left too, and is gone when another stream is shown", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  const last = { type: "parted", room: "lobby" } as const;
  stage.type("/part\r");
  await peer.next("part");
  peer.send(last);
  await stage.seen("You are in no room: /room NAME enters one");
  stage.type("/quiet\r");
  await stage.seen(/ann> \/quiet\nYou are in no room/);
  stage.type("\x15/room dev\r");
  await peer.next("join");
  letIn(peer, "dev");
  await stage.seen(/#dev ann> *$/);
  stage.type("/query bob\r");
  await stage.seen(/2\.bob {2}1\.dev\n/);
  peer.send({ type: "parted", room: "dev", by: "op" });
  await stage.seen("You are in no room");
  // where one stream is left there is no bar, and nothing to go to
  await stage.seen(/NAME enters one\n→ bob ann> *$/);
  stage.type("/msg cy hello\r");
  const { cid } = await peer.next("dm");
  peer.send({ type: "dm", ts: at(12, 1), nick: "ann", to: "cy", text: "hello", cid });
  await stage.seen(/privately to cy: hello\n1\.bob {2}2\.cy\n→ bob ann> *$/);
  stage.type("/part\r");
  await stage.seen(/\n→ cy ann> *$/);
  stage.type("/part\r");
  await stage.seen(/\n→ cy ann> \/part\nYou are in no room: \/room NAME enters one$/);
});

Deno.test("What is typed before the server has let in goes to the room that was asked for", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  stage.type("/join dev\rhello dev\r");
  assertEquals((await peer.next("join")).room, "dev");
  letIn(peer, "dev");
  const said = await peer.next("say");
  assertEquals([said.room, said.text], ["dev", "hello dev"]);
});

Deno.test("What is typed for a room that does not let in is not said elsewhere", async () => {
  const { stage, peer } = await inLobby();
  await using _ = stage;
  stage.type("/join dev\rhello dev\r");
  await peer.next("join");
  peer.send({ type: "error", code: "not_admitted", message: "no", room: "dev" });
  const said = await peer.next("say");
  assertEquals([said.room, said.text], ["dev", "hello dev"]);
  peer.send({ type: "error", code: "not_in_room", message: "no", room: "dev", cid: said.cid });
  await stage.seen("hello dev");
});
