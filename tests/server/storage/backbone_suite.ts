/** What every backbone must do: one suite, run on each implementation. */

import { assert, assertEquals, assertGreater, assertRejects } from "@std/assert";
import { Chance } from "../../e2e/support/chance.ts";
import type { VirtualClock } from "../../support/virtual_clock.ts";
import { encodeFrame } from "../../../protocol/frames.ts";
import { findTerms, parseSearch } from "../../../protocol/search_words.ts";
import type { Backbone } from "../../../server/storage/backbone.ts";
import type {
  Draft,
  Opened,
  Pending,
  SearchWanted,
  Stored,
} from "../../../server/storage/journal.ts";

/** A place where a backbone keeps its events, and the clock it is given. */
export interface BackbonePlace extends AsyncDisposable {
  /** Absent where the times of events are those of another clock, such as a database's. */
  readonly clock?: VirtualClock;
  /** Opens a backbone there; the one before has been closed. */
  open(): Promise<Backbone>;
}

/** All that a sink was called with. */
export class Recorder {
  readonly batches: { events: readonly Stored[]; by: readonly (number | undefined)[] }[] = [];
  readonly failures: { drafts: readonly Pending<number>[]; cause: Error }[] = [];
  onStored: () => void = () => {};
  onFailed: () => void = () => {};

  stored(events: readonly Stored[], by: readonly (number | undefined)[]): void {
    this.batches.push({ events, by });
    this.onStored();
  }

  failed(drafts: readonly Pending<number>[], cause: Error): void {
    this.failures.push({ drafts, cause });
    this.onFailed();
  }

  /** Everything stored, in order. */
  get events(): Stored[] {
    return this.batches.flatMap(({ events }) => events);
  }

  /** Whoever asked, in the order of the events. */
  get by(): (number | undefined)[] {
    return this.batches.flatMap(({ by }) => by);
  }
}

/** A message before it is stored. */
export function say(text: string, cid = ""): Draft {
  return { type: "msg", nick: "ann", text, cid };
}

/** A search that finds all. */
export const EVERYTHING: SearchWanted = {
  ...{ text: "", before: Infinity, fromMs: -Infinity, toMs: Infinity, count: 100, maxBytes: 1e6 },
};

/** Words with all that a search is particular about: case, accents, scripts without spaces, signs, length. */
const ODD_WORDS = [
  ...[
    "red",
    "Réd",
    "straße",
    "STRASSE",
    "ёж",
    "еж",
    "йод",
    "漢字",
    "仮名漢字",
    "foo漢字bar",
    "c++",
    "a-b",
  ],
  ...["db1.example.org", "x_y", "❤️red", "🎉", "pneumonoultramicroscopic", "ﬁne", "İstanbul"],
  ...["ΣΊΣΥΦΟΣ", "한국어", "กรุณา", "1.5", "𝒳yz", "e\u0301a"],
];

/** Some of them, with spaces between them or without. */
function oddText(chance: Chance): string {
  let text = "";
  for (let words = 1 + chance.below(3); words > 0; words--) {
    text += (chance.below(3) === 0 ? "" : " ") + ODD_WORDS[chance.below(ODD_WORDS.length)];
  }
  return text.trim();
}

/** All events of a room. */
const ALWAYS = {
  ...{ after: -Infinity, before: Infinity, count: 1_000, maxBytes: 1e6, newest: true },
};

const JOINED: Draft = { type: "joined", nick: "ann" };

function lines(stored: readonly Stored[]): string[] {
  return stored.map(({ line }) => line);
}

/** Drafts as the events that they become, but for their times. */
function withIds(drafts: readonly Draft[]): object[] {
  let id = 0;
  return drafts.map((draft) => draft.type === "msg" ? { ...draft, id: ++id } : draft);
}

function texts(stored: readonly Stored[]): string[] {
  return stored.map(({ event }) => event.type === "msg" ? event.text : event.type);
}

/** Registers the suite for the backbones that `place` makes. */
export function backboneSuite(
  name: string,
  place: () => Promise<BackbonePlace>,
  { ignore = false }: { ignore?: boolean } = {},
): void {
  interface Scene extends Opened<number> {
    readonly place: BackbonePlace;
    readonly backbone: Backbone;
    readonly sink: Recorder;
    /** Closes the backbone and opens it, and the room, again. */
    again(): Promise<Scene>;
  }

  async function scene(at: BackbonePlace): Promise<Scene> {
    const backbone = await at.open();
    const sink = new Recorder();
    const opened = await backbone.open("lobby", sink);
    const again = async () => {
      await backbone.close();
      return await scene(at);
    };
    return { place: at, backbone, sink, again, ...opened };
  }

  function test(behaviour: string, body: (s: Scene) => Promise<void>): void {
    const fn = async () => {
      await using at = await place();
      const first = await scene(at);
      await body(first);
      await first.backbone.close();
    };
    Deno.test({ ignore, name: `${name} ${behaviour}`, fn });
  }

  test("begins with an empty room", async ({ backbone, journal, tail }) => {
    assertEquals(tail, []);
    assertEquals(journal.last, 0);
    assertEquals([backbone.waitingBytes, backbone.health], [0, {
      failure: undefined,
      waitingMs: 0,
    }]);
    assertEquals(await journal.read(1, 10, 1000), []);
    await journal.settled();
  });

  test("has the rooms that were opened", async ({ backbone }) => {
    assertEquals([await backbone.has("lobby"), await backbone.has("new")], [true, false]);
    const before = backbone.rooms;
    const { journal } = await backbone.open("new", new Recorder());
    assertEquals([await backbone.has("new"), backbone.rooms], [true, before + 1]);
    await journal.close();
  });

  test("begins a new room with what it is given", async ({ backbone }) => {
    // what is shared is kept from the first event on
    if (backbone.names !== undefined) return;
    const event = { ts: "1970-01-01T00:00:30.000Z", ...JOINED } as Stored["event"];
    const sink = new Recorder();
    const past = [{ event, line: encodeFrame(event) }];
    const { journal } = await backbone.open("new", sink, past);
    journal.append(say("first"), 0);
    await journal.settled();
    const all = await journal.events({
      ...{ after: -Infinity, before: Infinity, count: 10, maxBytes: 1e6, newest: true },
    });
    assertEquals(texts(all), ["joined", "first"]);
    assertEquals(all[1]!.event.ts, "1970-01-01T00:00:30.001Z");
    await journal.close();
  });

  test("counts messages, and only messages, from 1", async ({ journal, sink }) => {
    const drafts = [say("a"), JOINED, say("b"), say("c"), { ...JOINED, type: "left" as const }];
    drafts.forEach((draft, by) => journal.append(draft, by));
    await journal.settled();
    assertEquals(texts(sink.events), ["a", "joined", "b", "c", "left"]);
    assertEquals(sink.events.map(({ event }) => "id" in event ? event.id : 0), [1, 0, 2, 3, 0]);
    assertEquals(sink.by, [0, 1, 2, 3, 4]);
    assertEquals(journal.last, 3);
  });

  test("reads what happened in a stretch of time, from either end", async (s) => {
    const drafts = [say("a"), JOINED, say("b"), { ...JOINED, type: "left" as const }, say("c")];
    for (const draft of drafts) s.journal.append(draft, 0);
    await s.journal.settled();
    const all = s.sink.events;
    const ms = (at: number) => Date.parse(all[at]!.event.ts);
    const every = { after: -Infinity, before: Infinity, count: 10, maxBytes: 1e6, newest: true };
    assertEquals(await s.journal.events(every), all);
    assertEquals(await s.journal.events({ ...every, count: 2 }), all.slice(3));
    assertEquals(await s.journal.events({ ...every, count: 2, newest: false }), all.slice(0, 2));
    const inner = { ...every, after: ms(0), before: ms(4) };
    assertEquals(await s.journal.events(inner), all.slice(1, 4));
    assertEquals(await s.journal.events({ ...inner, maxBytes: 1, newest: false }), all.slice(1, 2));
  });

  test("hands back the line that members get", async ({ journal, sink }) => {
    const drafts: Draft[] = [
      { type: "msg", nick: 'а"b\\', text: "tab\t\nline\u2028 😀 \ud800", cid: "k-1", action: true },
      { type: "joined", nick: "ann", resumed: true },
      { type: "renamed", nick: "ann", to: "bob" },
    ];
    for (const draft of drafts) journal.append(draft, 0);
    await journal.settled();
    for (const { event, line } of sink.events) assertEquals(line, encodeFrame(event));
    const [first] = sink.events;
    assert(first?.event.type === "msg" && first.event.action === true);
  });

  test("gives each event a later time, whatever the clock does", async (s) => {
    for (const now of [5_000, 5_000, 3_000, 5_001, 50_000, 0]) {
      s.place.clock?.setDate(now);
      s.journal.append(say("a"), 0);
      s.journal.append(JOINED, 0);
      await s.journal.settled();
    }
    const times = s.sink.events.map(({ event }) => Date.parse(event.ts));
    for (let i = 1; i < times.length; i++) assertGreater(times[i]!, times[i - 1]!);
    if (s.place.clock === undefined) return;
    assertEquals(times[0], 5_000);
    assertEquals(times[8], 50_000);
    assertEquals(s.sink.events[0]!.event.ts, "1970-01-01T00:00:05.000Z");
  });

  test("calls the sink neither within append nor within itself", async ({ journal, sink }) => {
    let depth = 0;
    let left = 3;
    sink.onStored = () => {
      assertEquals(++depth, 1);
      if (left-- > 0) journal.append(say(`after ${left}`), left);
      depth--;
    };
    depth = 1;
    journal.append(say("first"), 9);
    depth = 0;
    await journal.settled();
    while (left >= 0) await journal.settled();
    assertEquals(texts(sink.events), ["first", "after 2", "after 1", "after 0"]);
  });

  test("shows in last and in reads only what was handed back", async (s) => {
    const { backbone, journal, sink } = s;
    let lastInSink = -1;
    sink.onStored = () => lastInSink = journal.last;
    journal.append(say("a"), 0);
    assertEquals(journal.last, 0);
    assertGreater(backbone.waitingBytes, 0);
    assertEquals(await journal.read(1, 1, 1000), sink.events.slice(0, 0));
    await journal.settled();
    assertEquals(lastInSink, 1);
    assertEquals(backbone.waitingBytes, 0);
    assertEquals(lines(await journal.read(1, 1, 1000)), lines(sink.events));
  });

  test("reads a range of messages, oldest first", async ({ journal, sink }) => {
    for (let i = 1; i <= 20; i++) {
      journal.append(say(`text ${i}`), i);
      if (i % 3 === 0) journal.append(JOINED, i);
    }
    await journal.settled();
    const messages = sink.events.filter(({ event }) => event.type === "msg");
    assertEquals(await journal.read(1, 20, 1e6), messages);
    assertEquals(await journal.read(7, 9, 1e6), messages.slice(6, 9));
    assertEquals(await journal.read(20, 20, 1e6), messages.slice(19));
    assertEquals(await journal.read(18, 99, 1e6), messages.slice(17));
    assertEquals(await journal.read(-5, 2, 1e6), messages.slice(0, 2));
    assertEquals(await journal.read(9, 8, 1e6), []);
    assertEquals(await journal.read(21, 30, 1e6), []);
  });

  test("reads the newest messages that fit, at least one", async ({ journal, sink }) => {
    for (let i = 1; i <= 9; i++) journal.append(say("Ж".repeat(i)), i);
    await journal.settled();
    const sizes = sink.events.map(({ line }) => new TextEncoder().encode(line).length);
    const three = sizes[3]! + sizes[4]! + sizes[5]!;
    assertEquals(await journal.read(2, 6, three), sink.events.slice(3, 6));
    assertEquals(await journal.read(2, 6, three - 1), sink.events.slice(4, 6));
    assertEquals(await journal.read(2, 6, 0), sink.events.slice(5, 6));
  });

  test("goes on after being closed, with the clock turned back", async (s) => {
    s.place.clock?.setDate(50_000);
    const drafts = [say("a", "c1"), JOINED, say("b", "c2"), { ...JOINED, type: "left" as const }];
    drafts.forEach((draft, by) => s.journal.append(draft, by));
    s.place.clock?.setDate(1_000);
    const { journal, tail, sink, backbone } = await s.again();
    assertEquals(tail, s.sink.events);
    assertEquals(journal.last, 2);
    journal.append(say("c"), 0);
    await journal.settled();
    const [next] = sink.events;
    assert(next?.event.type === "msg");
    assertEquals(next.event.id, 3);
    assertGreater(next.event.ts, tail.at(-1)!.event.ts);
    assertEquals(texts(await journal.read(1, 3, 1e6)), ["a", "b", "c"]);
    await backbone.close();
  });

  test("makes what waits durable when it is closed", async (s) => {
    for (let i = 0; i < 100; i++) s.journal.append(say(`${i}`), i);
    await s.journal.close();
    assertEquals(s.sink.by.length, 100);
    s.journal.append(say("too late"), 7);
    await s.journal.settled();
    assertEquals(s.sink.failures.map(({ drafts }) => drafts), [[{
      draft: say("too late"),
      by: 7,
    }]]);
    const { tail, backbone } = await s.again();
    assertEquals(tail, s.sink.events);
    await backbone.close();
  });

  test("opens a room again whose journal was closed", async ({ journal, backbone, sink }) => {
    journal.append(say("before"), 1);
    await journal.close();
    const again = await backbone.open("lobby", sink);
    assertEquals(texts(again.tail), ["before"]);
    again.journal.append(say("after"), 2);
    await again.journal.settled();
    assertEquals(again.journal.last, 2);
  });

  test("keeps rooms apart", async ({ journal, backbone, sink }) => {
    const other = new Recorder();
    const second = await backbone.open("другая", other);
    second.journal.append(say("there"), 1);
    journal.append(say("here"), 2);
    second.journal.append(say("there too"), 3);
    await Promise.all([journal.settled(), second.journal.settled()]);
    assertEquals(texts(sink.events), ["here"]);
    assertEquals(texts(other.events), ["there", "there too"]);
    assertEquals([journal.last, second.journal.last], [1, 2]);
  });

  test("resolves settled when all before it was handed back", async ({ journal, sink }) => {
    journal.append(say("a"), 1);
    const first = journal.settled().then(() => sink.by.includes(1));
    journal.append(say("b"), 2);
    const second = journal.settled().then(() => sink.by.includes(2));
    assertEquals(await Promise.all([first, second]), [true, true]);
  });

  test("finds messages by their words, author, time and place, newest first", async (s) => {
    const { journal, place: { clock } } = s;
    const find = async (wanted: Partial<SearchWanted>) => {
      const found = await journal.search(
        { ...EVERYTHING, ...wanted },
        new AbortController().signal,
      );
      return [texts(found.messages), found.next, found.isComplete];
    };
    assertEquals(await find({ text: "red" }), [[], undefined, true]);
    for (const text of ["a red fox", "Red ink", "blue", "Café, red"]) {
      journal.append(say(text), 1);
      journal.append(JOINED, 1);
      await journal.settled();
      await clock?.advance(1_000);
    }
    journal.append({ ...say("red too"), nick: "Bob" } as Draft, 2);
    await journal.settled();
    const all = ["red too", "Café, red", "Red ink", "a red fox"];
    assertEquals(await find({ text: "red" }), [all, undefined, true]);
    assertEquals(await find({ text: "cafe RED" }), [["Café, red"], undefined, true]);
    assertEquals(await find({ text: "ed" }), [[], undefined, true]);
    assertEquals(await find({ from: "bob" }), [["red too"], undefined, true]);
    assertEquals(await find({ text: "red", count: 2 }), [all.slice(0, 2), 4, true]);
    assertEquals(await find({ text: "red", before: 4 }), [all.slice(2), undefined, true]);
    assertEquals(await find({ text: "red", maxBytes: 1 }), [all.slice(0, 1), 5, true]);
    const second = s.sink.events.find(({ event }) => event.type === "msg" && event.id === 2)!;
    const ms = Date.parse(second.event.ts);
    assertEquals(await find({ text: "red", fromMs: ms, toMs: ms }), [["Red ink"], undefined, true]);
    assertEquals(await find({ text: "red", fromMs: ms + 1 }), [all.slice(0, 2), undefined, true]);
    await assertRejects(() => journal.search(EVERYTHING, AbortSignal.abort()));
  });

  test("finds in many messages those that a look at each finds", async ({ journal, place }) => {
    const chance = new Chance(16);
    const messages = Array.from({ length: 300 }, () => oddText(chance));
    for (const text of messages) journal.append(say(text), 1);
    await journal.settled();
    const find = async (text: string) => {
      const found: string[] = [];
      for (let before: number | undefined = Infinity; before !== undefined;) {
        const part = await journal.search(
          { ...EVERYTHING, text, before, count: 100 },
          new AbortController().signal,
        );
        found.push(...texts(part.messages));
        before = part.next;
        await place.clock?.advance(1);
      }
      return found;
    };
    const wanted = ODD_WORDS.flatMap((word) => [word, `"${word}"`, [...word].slice(0, 2).join("")]);
    // twice: what the first search has found out, the second may use
    for (const text of [...wanted, "red ёж", '"red ёж"', ...ODD_WORDS]) {
      const terms = parseSearch(text);
      const all = messages.filter((message) => findTerms(message, terms) !== undefined);
      assertEquals([text, await find(text)], [text, all.reverse()]);
    }
  });

  test("names each log at random, and keeps the name", async (s) => {
    const other = await s.backbone.open("other", new Recorder());
    for (const { journal } of [s, other]) {
      journal.append(say("a"), 1);
      await journal.settled();
    }
    const { log } = s.journal;
    assert(log !== undefined && log.length >= 16);
    assert(log !== other.journal.log);
    const { journal, backbone } = await s.again();
    assertEquals(journal.log, log);
    await backbone.close();
  });

  test("keeps each kind of event with all that it has", async (s) => {
    const drafts: Draft[] = [
      { type: "msg", nick: "ann", text: "waves", cid: "c-1", action: true },
      { type: "msg", nick: "ann", text: "psst", cid: "", notice: true },
      {
        type: "msg",
        nick: "Ж".repeat(16),
        text: `${"Ж\n".repeat(90)}${"x".repeat(7_300)}`,
        cid: "c",
      },
      { type: "joined", nick: "ann" },
      { type: "joined", nick: "ann", resumed: true },
      { type: "renamed", nick: "ann", to: "bob" },
      { type: "topic", nick: "bob", topic: 'Ж "it"' },
      { type: "left", nick: "bob" },
      { type: "left", nick: "eve", reason: "gone", by: "bob" },
    ];
    drafts.forEach((draft, by) => s.journal.append(draft, by));
    await s.journal.settled();
    const { events } = s.sink;
    assertEquals(events.map(({ event: { ts: _, ...rest } }) => rest), withIds(drafts));
    const { journal, tail, backbone } = await s.again();
    assertEquals(tail, events);
    assertEquals(await journal.events(ALWAYS), events);
    assertEquals(await journal.read(1, 3, 1e6), events.slice(0, 3));
    await backbone.close();
  });

  test("shows in events and searches only what was handed back", async ({ journal, sink }) => {
    journal.append(say("a"), 0);
    const [events, found] = await Promise.all([
      journal.events(ALWAYS),
      journal.search(EVERYTHING, new AbortController().signal),
    ]);
    assertEquals([events, found.messages, found.isComplete], [[], [], true]);
    await journal.settled();
    assertEquals(await journal.events(ALWAYS), sink.events);
  });

  test("tells how much waits, of each room and of all", async ({ backbone, journal }) => {
    const other = await backbone.open("other", new Recorder());
    journal.append(say("a".repeat(1_000)), 0);
    assertGreater(journal.waitingBytes, 1_000);
    assertEquals(other.journal.waitingBytes, 0);
    other.journal.append(say("b"), 0);
    assertEquals(backbone.waitingBytes, journal.waitingBytes + other.journal.waitingBytes);
    await Promise.all([journal.settled(), other.journal.settled()]);
    assertEquals([journal.waitingBytes, backbone.waitingBytes], [0, 0]);
  });

  test("stores what many rooms ask for at once, each in its order", async ({ backbone }) => {
    const rooms = await Promise.all(Array.from({ length: 20 }, async (_, at) => {
      const sink = new Recorder();
      return { sink, ...await backbone.open(`room-${at}`, sink) };
    }));
    const wanted = Array.from({ length: 20 }, (_, i) => `${i}`);
    for (const text of wanted) for (const { journal } of rooms) journal.append(say(text), 0);
    await Promise.all(rooms.map(({ journal }) => journal.settled()));
    for (const { sink, journal } of rooms) {
      assertEquals([texts(sink.events), journal.last], [wanted, wanted.length]);
    }
  });

  test("finds all of a search in parts, each message once", async ({ journal, sink }) => {
    for (let i = 0; i < 25; i++) journal.append(say(i % 2 === 0 ? `even ${i}` : `odd ${i}`), 0);
    await journal.settled();
    const seen: Stored[] = [];
    for (let before: number | undefined = Infinity; before !== undefined;) {
      const wanted = { ...EVERYTHING, text: "even", before, count: 4 };
      const found = await journal.search(wanted, new AbortController().signal);
      seen.push(...found.messages);
      before = found.next;
    }
    assertEquals(seen.reverse(), sink.events.filter((_, i) => i % 2 === 0));
  });

  test("opens a room once at a time, under a name that rooms may have", async ({ backbone }) => {
    await assertRejects(() => backbone.open("lobby", new Recorder()), Error, "twice");
    for (const room of ["", "two words", "../up", "Lobby"]) {
      await assertRejects(() => backbone.open(room, new Recorder()), RangeError, "room name");
    }
    assertEquals(await backbone.has("two words"), false);
  });

  test("is closed once, opens nothing after that, and never minds a check", async (s) => {
    await s.backbone.check();
    s.journal.append(say("a"), 1);
    await Promise.all([s.journal.close(), s.journal.close()]);
    await Promise.all([s.backbone.close(), s.backbone.close()]);
    await s.backbone.check();
    await assertRejects(() => s.backbone.open("other", new Recorder()), Error, "closed");
    assertEquals(s.sink.by, [1]);
  });

  test("gives the same messages to reads that overlap with appends", async ({ journal, sink }) => {
    const pages: Promise<Stored[]>[] = [];
    for (let i = 1; i <= 200; i++) {
      journal.append(say(`text ${i}`), i);
      if (i % 10 === 0) {
        pages.push(journal.read(1, i, 1e6));
        await journal.settled();
      }
    }
    for (const page of await Promise.all(pages)) {
      assertEquals(page, sink.events.slice(0, page.length));
    }
    assertEquals((await journal.read(1, 200, 1e6)).length, 200);
  });
}
