/** The native dialect of a real server: what everyone in a room can rely on, through every door. */

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import {
  MAX_HISTORY_MESSAGES,
  MAX_LINE_BYTES,
  MAX_NICK_COLUMNS,
  MAX_TEXT_BYTES,
  MAX_TEXT_LINES,
} from "../../protocol/limits.ts";
import { DEFAULT_HISTORY, DEFAULT_RATE_PER_S, RATE_BURST_S } from "../../server/limits.ts";
import type { Address, Server, ServerOptions } from "../support/process.ts";
import { logText, messages, records } from "./support/data.ts";
import { type Frame, type Guest, introduce } from "./support/guest.ts";

/** A way into a server for clients of the native dialect. */
export interface NativeDoor {
  readonly name: string;
  /** Starts a server; its address is that of the door. */
  start(options?: ServerOptions): Promise<Server>;
  /** Connects, and waits for nothing. */
  connect(address: Address): Promise<Guest>;
}

/** Registers what holds for every door that speaks the native dialect. */
export function nativeSuite({ name, start: startServer, connect }: NativeDoor): void {
  const check = (what: string, run: () => Promise<void>) => Deno.test(`${name}: ${what}`, run);
  const enter = async ({ address }: Server, nick: string, fields: Frame = {}) =>
    await (await introduce(await connect(address))).hello({ nick, ...fields });

  check("The server asks for a nickname before anything is said", async () => {
    await using server = await startServer();
    await using client = await connect(server.address);
    assertEquals(await client.next(), "NICKNAME_REQUEST");
  });

  check(
    "Who says hello is told who is there and how much is possible, then it is live",
    async () => {
      await using server = await startServer();
      await using bob = await enter(server, "bob");
      await using ann = await enter(server, "Ann");
      const { resume, limits, log: _, ...welcome } = ann.welcome;
      assertEquals(welcome, {
        type: "welcome",
        v: 1,
        server: "chat",
        nick: "Ann",
        room: "lobby",
        last: 0,
        members: ["bob", "Ann"],
        count: 2,
      });
      assertMatch(resume, /^[\x21-\x7e]{16,64}$/);
      assertEquals(limits, {
        line_bytes: MAX_LINE_BYTES,
        text_bytes: MAX_TEXT_BYTES,
        text_lines: MAX_TEXT_LINES,
        nick_columns: MAX_NICK_COLUMNS,
        rate: DEFAULT_RATE_PER_S,
        burst: DEFAULT_RATE_PER_S * RATE_BURST_S,
        history: DEFAULT_HISTORY,
      });
      assertEquals((await bob.nextFrame("joined")).nick, "Ann");
      await ann.settled();
      assertEquals(ann.frames("joined"), [], "one's own coming is no news");
    },
  );

  check(
    "A message goes to all, its sender too, byte for byte as it stands in the log by then",
    async () => {
      await using server = await startServer();
      await using ann = await enter(server, "ann");
      await using bob = await enter(server, "bob");
      await using carol = await enter(server, "carol");
      const text = 'жук 🐞 "quoted" \\ and\n\tindented';
      await ann.send({ type: "say", cid: "k-1", text });
      const line = await ann.next('"cid":"k-1"');
      assert(
        (await logText(server.data)).includes(`${line}\n`),
        "it is in the log when it is seen",
      );
      assertEquals(await bob.next('"msg"'), line);
      assertEquals(await carol.next('"msg"'), line);
      const { ts, ...frame } = JSON.parse(line);
      assertEquals(frame, { id: 1, type: "msg", nick: "ann", text, cid: "k-1" });
      assertMatch(ts, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    },
  );

  check("An action says so, to everyone and in the log", async () => {
    await using server = await startServer();
    await using ann = await enter(server, "ann");
    await ann.send({ type: "say", cid: "k-1", text: "waves", action: true });
    assertEquals((await ann.nextFrame("msg")).action, true);
    assertEquals((await messages(server.data)).map(({ action }) => action), [true]);
  });

  check(
    "All see the same order, ids without gaps and times that grow, however fast it goes",
    async () => {
      await using server = await startServer({ args: ["--rate", "0"] });
      const names = ["ann", "bob", "carol", "dave"];
      await using guests = new AsyncDisposableStack();
      const everyone = [];
      for (const name of names) everyone.push(guests.use(await enter(server, name)));
      const count = 500;
      await Promise.all(everyone.map(async (guest, who) => {
        for (let n = 0; n < count; n++) {
          await guest.send({ type: "say", cid: `c${n}`, text: `${who} ${n}` });
        }
      }));
      const isLast = (line: string) => line.startsWith(`{"id":${count * names.length},`);
      await Promise.all(everyone.map((guest) => guest.next(isLast)));
      const seen = everyone.map((guest) => guest.lines.filter((line) => line.startsWith('{"id"')));
      for (const lines of seen) assertEquals(lines, seen[0]);
      const stored = await messages(server.data);
      assertEquals(seen[0]?.map((line) => JSON.parse(line)), stored);
      assertEquals(stored.map(({ id }) => id), Array.from(stored, (_, at) => at + 1));
      for (let at = 1; at < stored.length; at++) assert(stored[at]!.ts > stored[at - 1]!.ts);
      for (let who = 0; who < names.length; who++) {
        const own = stored.filter(({ nick }) => nick === names[who]).map(({ text }) => text);
        assertEquals(own, Array.from({ length: count }, (_, n) => `${who} ${n}`));
      }
    },
  );

  check(
    "Answers come in the order of the commands: a pong after the message said before it",
    async () => {
      await using server = await startServer({ args: ["--rate", "0"] });
      await using ann = await enter(server, "ann");
      const start = ann.lines.length;
      const commands: unknown[] = [];
      const expected: string[] = [];
      for (let n = 1; n <= 100; n++) {
        commands.push({ type: "say", cid: `k-${n}`, text: "hi" }, { type: "ping", n });
        expected.push(`msg ${n}`, `pong ${n}`);
        if (n % 10 === 0) commands.push({ type: "dm", cid: `d-${n}`, to: "nobody", text: "hi" });
        if (n % 10 === 0) expected.push(`error d-${n}`);
      }
      await ann.send(
        new TextEncoder().encode(commands.map((c) => `${JSON.stringify(c)}\n`).join("")),
      );
      await ann.next('"d-100"');
      const answers = ann.lines.slice(start).map((line) => JSON.parse(line))
        .map(({ type, id, n, cid }) => `${type} ${id ?? n ?? cid}`);
      assertEquals(answers, expected);
    },
  );

  check(
    "A cid seen before is not said again: its first message comes back, to its sender alone",
    async () => {
      await using server = await startServer();
      await using ann = await enter(server, "ann");
      await using bob = await enter(server, "bob");
      const first = await ann.say("one", "k-1");
      await ann.say("two", "k-2");
      assertEquals(await ann.say("another text", "k-1"), first);
      await bob.send({ type: "say", cid: "k-1", text: "another's cids are others" });
      await bob.next('"id":3');
      await Promise.all([ann.settled(), bob.settled()]);
      assertEquals(bob.texts, ["one", "two", "another's cids are others"]);
      assertEquals((await messages(server.data)).map(({ text }) => text), [
        "one",
        "two",
        "another's cids are others",
      ]);
    },
  );

  check("A new session begins with no cids, one that resumes keeps them", async () => {
    await using server = await startServer();
    let resume: string;
    {
      await using ann = await enter(server, "ann");
      await ann.say("first session", "k-1");
      await ann.send({ type: "bye" });
      await ann.closed;
    }
    {
      await using ann = await enter(server, "ann", { history: 0 });
      assertEquals((await ann.say("second session", "k-1")).text, "second session");
      resume = ann.welcome.resume;
      await ann.send({ type: "bye" });
      await ann.closed;
    }
    await using ann = await enter(server, "ann", { history: 0, resume });
    assertEquals((await ann.say("again", "k-1")).text, "second session");
    assertEquals(ann.welcome.resume, resume);
  });

  check("A renamed member is announced to all, and the old nickname is free", async () => {
    await using server = await startServer();
    await using ann = await enter(server, "ann");
    await using bob = await enter(server, "bob");
    await ann.send({ type: "nick", nick: "Anna" });
    const { ts: _, ...seen } = await bob.nextFrame("renamed");
    assertEquals(seen, { type: "renamed", nick: "ann", to: "Anna" });
    assertEquals((await ann.nextFrame("renamed")).to, "Anna");
    assertEquals((await ann.say("hi")).nick, "Anna");
    await using other = await enter(server, "ann");
    assertEquals(other.welcome.members, ["Anna", "bob", "ann"]);
    for (const [nick, code] of [["ANNA", "nick_taken"], ["b\u001bb", "bad_nick"]]) {
      await bob.send({ type: "nick", nick });
      assertEquals((await bob.nextFrame("error")).code, code);
    }
  });

  check("A taken nickname is asked for again, in every form that looks like it", async () => {
    await using server = await startServer();
    await using _ann = await enter(server, "Ann");
    await using client = await connect(server.address);
    for (const nick of ["Ann", "ann", "ａnn", "ANN"]) {
      await client.send({ type: "hello", v: 1, nick });
      assertEquals((await client.nextFrame("error")).code, "nick_taken");
    }
    await client.send({ type: "hello", v: 1, nick: "Anna" });
    assertEquals((await client.nextFrame("welcome")).nick, "Anna");
  });

  check("A direct message is for two alone, and in no log", async () => {
    await using server = await startServer();
    await using ann = await enter(server, "ann");
    await using bob = await enter(server, "bob");
    await using carol = await enter(server, "carol");
    await ann.send({ type: "dm", cid: "d-1", to: "BOB", text: "psst" });
    const { ts: _, ...seen } = await bob.nextFrame("dm");
    assertEquals(seen, { type: "dm", nick: "ann", to: "bob", text: "psst", cid: "d-1" });
    assertEquals((await ann.nextFrame("dm")).cid, "d-1");
    await ann.send({ type: "dm", cid: "d-2", to: "dora", text: "psst" });
    const error = await ann.nextFrame("error");
    assertEquals([error.code, error.cid], ["no_such_nick", "d-2"]);
    await carol.settled();
    assertEquals(carol.frames("dm"), []);
    assert(!(await logText(server.data)).includes("psst"));
  });

  check("who tells everyone in the room, in as many lines as it takes", async () => {
    await using server = await startServer();
    await using guests = new AsyncDisposableStack();
    const names = Array.from({ length: 85 }, (_, n) => `guest-${n}`);
    const everyone = [];
    for (const name of names) everyone.push(guests.use(await enter(server, name)));
    const [first] = everyone;
    await first!.send({ type: "who" });
    const one = await first!.nextFrame("who");
    const two = await first!.nextFrame("who");
    assertEquals([one.room, one.count, one.more], ["lobby", 85, true]);
    assertEquals([two.room, two.count, two.more], ["lobby", 85, undefined]);
    assertEquals([...one.nicks, ...two.nicks], names);
  });

  check("history pages back through the room, as far as it goes", async () => {
    await using server = await startServer({ args: ["--rate", "0"] });
    await using ann = await enter(server, "ann");
    for (let n = 1; n <= 250; n++) await ann.send({ type: "say", cid: `k-${n}`, text: `${n}` });
    await ann.next('"k-250"');
    const page = async (ask: Record<string, number>) => {
      const before = ann.lines.length;
      await ann.send({ type: "history", ...ask });
      const { type: _, ...end } = await ann.nextFrame("history");
      const old = ann.lines.slice(before, -1).map((line) => JSON.parse(line));
      assert(old.every((frame) => frame.type === "msg" && frame.old === true));
      return [end, old.map(({ id }) => id)];
    };
    assertEquals(await page({ limit: 3 }), [{ first: 248, last: 250, count: 3 }, [248, 249, 250]]);
    assertEquals(await page({ limit: 2, before: 101 }), [{ first: 99, last: 100, count: 2 }, [
      99,
      100,
    ]]);
    assertEquals(await page({ limit: 50, before: 3 }), [{ first: 1, last: 2, count: 2 }, [1, 2]]);
    assertEquals(await page({ limit: 50, before: 1 }), [{ first: 0, last: 0, count: 0 }, []]);
    assertEquals(await page({ limit: 0 }), [{ first: 0, last: 0, count: 0 }, []]);
    const [end] = await page({ limit: MAX_HISTORY_MESSAGES + 1 });
    assertEquals(end, { first: 51, last: 250, count: MAX_HISTORY_MESSAGES });
  });

  check("Rooms are apart: members, ids, history and logs", async () => {
    await using server = await startServer();
    await using ann = await enter(server, "ann");
    await using bob = await enter(server, "bob");
    await ann.say("in the lobby");
    await ann.send({ type: "join", room: "#Кухня" });
    const welcome = await ann.nextFrame("welcome");
    assertEquals([welcome.room, welcome.last, welcome.members], ["кухня", 0, ["ann"]]);
    assertEquals(welcome.resume, ann.welcome.resume);
    await ann.nextFrame("live");
    assertEquals((await bob.nextFrame("left")).nick, "ann");
    assertEquals((await ann.say("in the kitchen")).id, 1);
    await bob.settled();
    assertEquals(bob.texts, ["in the lobby"]);
    assertEquals((await messages(server.data, "кухня")).map(({ text }) => text), [
      "in the kitchen",
    ]);
    await ann.send({ type: "join", room: "lobby" });
    assertEquals((await ann.nextFrame("msg")).text, "in the lobby");
    assertEquals((await bob.nextFrame("joined")).nick, "ann");
  });

  check("Who comes and goes is told to the others and stands in the log", async () => {
    await using server = await startServer();
    await using bob = await enter(server, "bob");
    {
      await using ann = await enter(server, "ann");
      await ann.send({ type: "bye" });
      await ann.closed;
    }
    assertEquals((await bob.nextFrame("joined")).nick, "ann");
    assertEquals((await bob.nextFrame("left")).nick, "ann");
    const seen = (await records(server.data)).map(({ type, nick }) => `${nick} ${type}`);
    assertEquals(seen, ["bob joined", "ann joined", "ann left"]);
  });

  check(
    "A session goes on from another connection with its secret, and nobody else need know",
    async () => {
      await using server = await startServer();
      await using bob = await enter(server, "bob");
      await using first = await enter(server, "ann");
      const { resume } = first.welcome;
      await using thief = await connect(server.address);
      await thief.send({ type: "hello", v: 1, nick: "ann", resume: "a-guess-that-is-long-enough" });
      assertEquals((await thief.nextFrame("error")).code, "nick_taken");
      await using second = await enter(server, "ann", { resume });
      assertEquals((await first.nextFrame("error")).code, "replaced");
      await first.closed;
      assertNotEquals((await second.say("here again")).id, undefined);
      await bob.settled();
      assertEquals(bob.frames("joined").map(({ nick }) => nick), ["ann"]);
      assertEquals(bob.frames("left"), []);
    },
  );
}
