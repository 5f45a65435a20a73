/**
 * What people see, letter by letter and colour by colour. `UPDATE_GOLDEN=1 deno test` writes the
 * files again: look at the difference before you keep it.
 *
 * @module
 */
import type { MsgFrame } from "../../../protocol/frames.ts";
import { msgFrame, oldFrames } from "../../support/fake_server.ts";
import { Stage, type StageOptions } from "./stage.ts";

const WINDOWS: readonly { columns: number; rows: number }[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 40, rows: 12 },
];

/** What a test waits for in each language, and the end of its file names. */
const CUTS = [
  { language: "en", entered: "You are", kept: /kept and\s+sent\s+later/, ending: "" },
  { language: "ru", entered: "Вы ann", kept: /уйдёт/, ending: "_ru" },
] as const;

/** A time that is the same wherever the test runs: people see their own. */
function at(hour: number, minute: number, day = 23): string {
  return new Date(2026, 10, day, hour, minute).toISOString();
}

function said(id: number, nick: string, text: string, more: Partial<MsgFrame> = {}): MsgFrame {
  return msgFrame(id, { nick, text, ts: at(12, id % 60), ...more });
}

const CODE = "def greet(name):\n\tif name:\n\t\tprint(f'hello {name}')\n\nimport this";

const PAST: readonly MsgFrame[] = [
  said(1, "bob", "the day before", { ts: at(9, 5, 22), old: true }),
  said(2, "bob", "good morning", { old: true }),
];

const TALK: readonly MsgFrame[] = [
  said(
    3,
    "bob",
    "Ann, could you have a look at this? It stopped working some time ago and I do " +
      "not know why: https://example.org/a/b/c?d=e",
  ),
  said(4, "bob", CODE),
  said(
    5,
    "日本",
    "ありがとう、とても助かりました。また明日お会いしましょう。それでは、おやすみなさい。",
  ),
  said(6, "שלום", "שלום ann, מה שלומך"),
  said(7, "build-bot-of-the-third-floor", "done\nin 3 s"),
  said(8, "bob", "waves 👋🏽", { action: true }),
  said(9, "bob", Array.from({ length: 30 }, (_, n) => `${n + 1} bottles`).join("\n")),
];

/** The beginnings of nicknames in a crowd. */
const CROWD = ["ben", "carla", "дима", "eva-from-the-second-floor", "李雷", "olga"];

/** Someone in a room with others, who has seen some talk. */
async function inRoom(options: StageOptions = {}): Promise<Stage> {
  const stage = new Stage({ nick: "ann", ...options });
  const { peer } = await stage.server.welcome(
    { last: 2, members: ["bob", "ann", "日本"], count: 3 },
    PAST,
  );
  await stage.seen("(3)");
  peer.send({ type: "joined", ts: at(12, 3), nick: "שלום" }, ...TALK.slice(0, 4));
  peer.send({ type: "renamed", ts: at(12, 6), nick: "dan", to: "rose" }, ...TALK.slice(4));
  peer.send({ type: "left", ts: at(12, 9), nick: "eva", others: 4 });
  peer.send({ type: "dm", ts: at(12, 10), nick: "bob", to: "ann", text: "psst", cid: "d1" });
  await stage.seen("bob 1!");
  return stage;
}

for (const size of WINDOWS) {
  for (const language of ["en", "ru"] as const) {
    const window = `${size.columns}x${size.rows}_${language}`;

    Deno.test(`a person's screen: talk at ${window}`, async () => {
      await using stage = await inRoom({ size, language });
      stage.type("what is being typed here 日本");
      await stage.seen("here 日本");
      await stage.assertGolden(`talk_${window}`);
    });
  }

  const window = `${size.columns}x${size.rows}`;

  for (const { language, entered, kept, ending } of CUTS) {
    Deno.test(`a person's screen: a cut, what is typed meanwhile, and after it at ${window}${ending}`, async () => {
      await using stage = new Stage({ nick: "ann", size, language });
      const { peer } = await stage.server.welcome({ last: 4 }, oldFrames(1, 4).map(toNoon));
      await stage.seen(entered);
      stage.server.down = true;
      peer.cut();
      await stage.seen(kept);
      await stage.clock.advance(800);
      stage.type("first of two\r/msg bob psst\rhalf a tho");
      await stage.seen("half a tho");
      await stage.assertGolden(`cut_${window}${ending}`);
      stage.server.down = false;
      const back = stage.server.welcome({ last: 6 }, oldFrames(5, 6).map(toNoon));
      await stage.clock.advance(10_000);
      const again = await back;
      const say = await again.peer.next("say");
      again.peer.send(said(7, "ann", say.text, { cid: say.cid }));
      const dm = await again.peer.next("dm");
      again.peer.send({ ...dm, ts: at(12, 8), nick: "ann" });
      await stage.seen(/^12:08 .*bob: psst$/m);
      await stage.assertGolden(`back_${window}${ending}`);
    });
  }

  Deno.test(`a person's screen: help, and a word that is no command at ${window}`, async () => {
    await using stage = new Stage({ nick: "ann", size });
    await stage.server.welcome();
    await stage.seen("You are");
    stage.type("/help\r");
    await stage.seen("//text");
    stage.type("/hlep\r");
    await stage.seen("Unknown command");
    await stage.assertGolden(`help_${window}`);
  });

  Deno.test(`a person's screen: a paste before it is sent, near its limit, at ${window}`, async () => {
    await using stage = new Stage({ nick: "ann", size });
    await stage.server.welcome();
    await stage.seen("You are");
    stage.paste(Array.from({ length: 90 }, (_, n) => `line ${n}`).join("\n"));
    await stage.seen("90 of 100");
    await stage.assertGolden(`paste_${window}`);
  });

  Deno.test(`a person's screen: fifty people, and what Tab offers, at ${window}`, async () => {
    await using stage = new Stage({ nick: "ann", size });
    const members = Array.from({ length: 50 }, (_, n) => `person${n}`);
    await stage.server.welcome({ members, count: 53 });
    await stage.seen(/and \d+ more/);
    stage.type("pers\t\t\t");
    await stage.seen("person1:");
    await stage.assertGolden(`fifty_${window}`);
  });

  Deno.test(`a person's screen: fifty people before and after a cut, and those who go, at ${window}`, async () => {
    await using stage = new Stage({ nick: "ann", size });
    const members = Array.from({ length: 50 }, (_, n) => `person${n}`);
    const { peer } = await stage.server.welcome({ members: [...members, "ann"], count: 51 });
    await stage.seen("You are");
    peer.cut();
    await stage.seen(/kept and\s+sent\s+later/);
    const back = stage.server.welcome({ members: ["ann"], count: 1 });
    await stage.clock.advance(10_000);
    const again = await back;
    await stage.seen(/nothing was\s+missed/);
    for (const nick of [...members, "newcomer"]) {
      again.peer.send({ type: "joined", ts: at(12, 1), nick });
    }
    for (const nick of members.slice(10)) again.peer.send({ type: "left", ts: at(12, 2), nick });
    await stage.seen(/ left *$/m);
    await stage.assertGolden(`comeback_${window}`);
  });

  for (const language of ["en", "ru"] as const) {
    Deno.test(`a person's screen: a crowd of fifty that talks, comes and goes, at ${window}_${language}`, async () => {
      await using stage = new Stage({ nick: "ann", size, language, rooms: true });
      const members = Array.from({ length: 50 }, (_, n) => CROWD[n % CROWD.length] + `${n}`);
      const { peer } = await stage.server.welcome({ rooms: true, members, count: 51 });
      await stage.seen(/You are|Вы ann/);
      members.forEach((nick, n) => {
        const text = n % 7 === 0 ? "ann, is that the third time this week that it fails?" : "+1";
        peer.send(said(n + 1, nick, text, { ts: at(12, 5), room: "lobby" }));
      });
      for (const nick of members.slice(0, 20)) {
        peer.send({ type: "left", ts: at(12, 6), nick, room: "lobby" });
      }
      for (let n = 0; n < 30; n++) {
        peer.send({ type: "joined", ts: at(12, 7), nick: `guest${n}`, room: "lobby" });
      }
      peer.send(said(51, "olga", "ann: lunch?", { ts: at(12, 8), room: "lobby" }));
      await stage.seen("lunch?");
      await stage.assertGolden(`crowd_${window}_${language}`);
    });
  }

  Deno.test(`a person's screen: the cache and the nickname, before there is a server at ${window}`, async () => {
    await using stage = new Stage({
      size,
      isDown: true,
      cached: [
        "[2026-11-22 09:05:00] bob: the day before",
        "[2026-11-23 12:02:00] bob: a\n    | b",
      ],
    });
    await stage.clock.advance(400);
    stage.type("x".repeat(40) + "\r");
    await stage.seen("maximum");
    await stage.assertGolden(`cache_${window}`);
  });
}

/** Where ann was the evening before. */
const EVENING = {
  nick: "ann",
  rooms: [{ room: "lobby", since: 2, sinceTs: at(21, 40, 22) }],
};

/** How a start looks after a night: in each language, and how much was said. */
const NIGHTS = [
  { language: "en", count: 14, name: "night" },
  { language: "ru", count: 14, name: "night" },
  { language: "en", count: 300, name: "many" },
  { language: "ru", count: 300, name: "many" },
] as const;

for (const size of WINDOWS) {
  for (const { language, count, name } of NIGHTS) {
    const window = `${size.columns}x${size.rows}_${language}`;

    Deno.test(`a person's screen: ${count} messages came overnight, at ${window}`, async () => {
      await using stage = new Stage({
        nick: "ann",
        size,
        language,
        recalled: [EVENING],
        cached: ["[2026-11-22 21:39:00] bob: good night", "[2026-11-22 21:40:00] ann: see you"],
      });
      await stage.server.welcome(
        { last: 2 + count, members: ["ann", "bob"], count: 2 },
        oldFrames(3, 2 + count).map((frame) => ({ ...frame, ts: at(8, frame.id % 60) })),
      );
      await stage.seen(/(You are|Вы) ann/);
      await stage.assertGolden(`${name}_${window}`);
    });
  }
}

function toNoon(frame: MsgFrame): MsgFrame {
  return { ...frame, ts: at(12, frame.id) };
}
