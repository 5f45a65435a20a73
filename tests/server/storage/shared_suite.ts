/**
 * What every backbone must do that several servers share: one suite, run with two of them over one store.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Backbone } from "../../../server/storage/backbone.ts";
import type { Holder, HolderWatcher, Letter } from "../../../server/storage/cluster.ts";
import type { Draft, HeldRules, Opened } from "../../../server/storage/journal.ts";
import { Condition } from "../../support/condition.ts";
import { poll } from "../../support/poll.ts";
import { Recorder, say } from "./backbone_suite.ts";

/** A store that several backbones share. */
export interface SharedPlace extends AsyncDisposable {
  /** Opens another backbone on it. */
  open(): Promise<Backbone>;
}

/** A recorder that can be waited for. */
export class Watched extends Recorder {
  readonly #changed = new Condition();
  readonly repeats: [draft: Draft, id: number | undefined][] = [];
  override onStored = () => this.#changed.changed();

  readonly held: HeldRules[] = [];

  /** Where in the log the rules were decided. */
  get ruledAt(): number[] {
    return this.held.map(({ pos }) => pos);
  }

  ruled(held: HeldRules): void {
    this.held.push(held);
    this.#changed.changed();
  }

  /** Resolves when it is so. */
  async changed(isSo: () => boolean): Promise<void> {
    await this.#changed.until("rules", () => isSo() || undefined, () => JSON.stringify(this.held));
  }

  repeated(draft: Draft, _by: number, id: number | undefined): void {
    this.repeats.push([draft, id]);
    this.#changed.changed();
  }

  /** Resolves when `count` events are here. */
  async have(count: number): Promise<void> {
    const seen = () => `${this.events.length} of ${count} events`;
    await this.#changed.until("events", () => this.events.length >= count || undefined, seen);
  }
}

/** A backbone with the room `lobby` open. */
export interface Node extends Opened<number> {
  readonly backbone: Backbone;
  readonly sink: Watched;
}

/** Opens the room `lobby` of a backbone. */
export async function nodeOf(backbone: Backbone): Promise<Node> {
  const sink = new Watched();
  return { backbone, sink, ...await backbone.open("lobby", sink) };
}

/** Tells who gets a nickname and who gives one up. */
export function namesTo(tell: (word: string) => void): HolderWatcher {
  return {
    named: ({ nick, session }) => tell(`${nick} ${session}`),
    gone: (session) => tell(`gone ${session}`),
    renamed() {},
    described() {},
    told: () => true,
  };
}

function lines({ sink }: Node): string[] {
  return sink.events.map(({ line }) => line);
}

/** Looks until it is so. */
function eventually(what: string, isSo: () => boolean | Promise<boolean>): Promise<true> {
  return poll(what, async () => await isSo() || undefined);
}

/** Registers the suite for the backbones that `place` makes. */
export function sharedSuite(
  name: string,
  place: () => Promise<SharedPlace>,
  { ignore = false }: { ignore?: boolean } = {},
): void {
  type Body = (a: Node, b: Node, open: () => Promise<Backbone>) => Promise<void>;

  function test(behaviour: string, body: Body): void {
    const fn = async () => {
      await using at = await place();
      const all: Backbone[] = [];
      const open = async () => {
        const backbone = await at.open();
        all.push(backbone);
        return backbone;
      };
      try {
        await body(await nodeOf(await open()), await nodeOf(await open()), open);
      } finally {
        for (const backbone of all) await backbone.close();
      }
    };
    Deno.test({ ignore, name: `${name} of two servers: ${behaviour}`, fn });
  }

  test(
    "Two nodes hand back the same lines in the same order, each with its own authors",
    async (a, b) => {
      for (let i = 0; i < 100; i++) {
        a.journal.append(say(`a ${i}`, `a${i}`), i, 1);
        b.journal.append({ type: "joined", nick: `guest${i}` }, 1000 + i, 2);
        b.journal.append(say(`b ${i}`, `b${i}`), 2000 + i, 2);
        if (i % 10 === 0) await a.journal.settled();
      }
      await Promise.all([a.sink.have(300), b.sink.have(300)]);
      assertEquals(lines(a), lines(b));
      assertEquals([a.journal.last, b.journal.last], [200, 200]);
      const ids = a.sink.events.flatMap(({ event }) => event.type === "msg" ? [event.id] : []);
      assertEquals(ids, Array.from(ids, (_, at) => at + 1));
      const own = (node: Node) => node.sink.by.filter((by) => by !== undefined);
      assertEquals(own(a), Array.from({ length: 100 }, (_, i) => i));
      assertEquals(own(b).length, 200);
      // what one has said, the other has without an author
      a.sink.events.forEach((_, at) => {
        assert((a.sink.by[at] === undefined) !== (b.sink.by[at] === undefined));
      });
      assertEquals(await a.journal.read(1, 200, 1e7), await b.journal.read(1, 200, 1e7));
    },
  );

  test("A cid that a session says at both nodes is stored once", async (a, b) => {
    for (let i = 0; i < 50; i++) {
      a.journal.append(say("once", `c${i}`), i, 7);
      b.journal.append(say("once", `c${i}`), i, 7);
    }
    b.journal.append(say("another session", "c0"), 50, 8);
    await Promise.all([a.journal.settled(), b.journal.settled()]);
    await Promise.all([a.sink.have(51), b.sink.have(51)]);
    assertEquals(lines(a), lines(b));
    assertEquals(a.sink.repeats.length + b.sink.repeats.length, 50);
    for (const [draft, id] of [...a.sink.repeats, ...b.sink.repeats]) {
      const first = a.sink.events.find(({ event }) => event.type === "msg" && event.id === id);
      assert(first?.event.type === "msg" && draft.type === "msg");
      assertEquals(first.event.cid, draft.cid);
    }
  });

  test("One cid twice in a batch is stored once", async (a) => {
    a.journal.append(say("one", "c"), 1, 7);
    a.journal.append(say("two", "c"), 2, 7);
    await a.journal.settled();
    assertEquals([a.sink.by, a.sink.repeats.length], [[1], 1]);
  });

  test("A nickname that both nodes want gets one owner, and so do look-alikes", async (a, b) => {
    const names = [a.backbone.names!, b.backbone.names!];
    for (let i = 0; i < 50; i++) {
      const wanted = [`ann${i}`, i % 2 === 0 ? `ann${i}` : `ANN${i}`];
      const won = await Promise.all(names.map((log, at) => log.claim(wanted[at]!, `${i} ${at}`)));
      assertEquals(won.filter((session) => session !== undefined).length, 1, wanted.join());
    }
  });

  test(
    "A session goes on at another node with its nickname and its seat, and keeps its number",
    async (a, b) => {
      const names = [a.backbone.names!, b.backbone.names!] as const;
      const session = await names[0].claim("ann", "secret");
      a.journal.append({ type: "joined", nick: "ann" }, 1, session);
      await a.journal.settled();
      assertEquals(await names[1].resume("ann", "lobby", "wrong"), undefined);
      const moved = await names[1].resume("ann", "lobby", "secret");
      assertEquals(moved, { session: session!, isHeld: true, isSeated: true });
      // the node that had it gives up nothing of it
      names[0].release(session!);
      assertEquals(await names[0].claim("ann", "other"), undefined);
      assertEquals(await names[1].rename(session!, "bob"), true);
      assertEquals(await names[0].claim("bob", "other"), undefined);
      assert(await names[0].claim("ann", "other") !== undefined);
      assertEquals(await names[1].rename(session!, "ann"), false);
    },
  );

  test("Both nodes learn who has which nickname, in one order", async (a, b) => {
    const seen: string[][] = [[], []];
    const changed = new Condition();
    [a, b].forEach(({ backbone }, at) =>
      backbone.names!.watch({
        named: ({ nick, isHere }) => {
          seen[at]!.push(`${nick}${isHere ? " here" : ""}`);
          changed.changed();
        },
        renamed: (session, to) => {
          seen[at]!.push(`${session} ${to}`);
          changed.changed();
        },
        gone: (session) => {
          seen[at]!.push(`${session} gone`);
          changed.changed();
        },
        described: (session, { away }) => {
          seen[at]!.push(`${session} ${away}`);
          changed.changed();
        },
        told: () => true,
      })
    );
    const session = (await a.backbone.names!.claim("ann", "s"))!;
    await a.backbone.names!.rename(session, "bob");
    a.backbone.names!.describe(session, { away: "lunch\0\ud800" });
    const described = () => seen.every((list) => list.length === 3) || undefined;
    await changed.until("away", described, () => JSON.stringify(seen));
    a.backbone.names!.release(session);
    const all = () => seen.every((list) => list.length === 4) || undefined;
    await changed.until("names", all, () => JSON.stringify(seen));
    const rest = [`${session} bob`, `${session} lunch\ufffd\ufffd`, `${session} gone`];
    assertEquals(seen, [["ann here", ...rest], ["ann", ...rest]]);
  });

  test(
    "A room that is opened has the members of other nodes, and its topic however old it is",
    async (a, b, open) => {
      a.journal.append({ type: "joined", nick: "ann" }, 1, 5);
      a.journal.append({ type: "topic", nick: "ann", topic: "old" }, 1, 5);
      for (let i = 0; i < 2_000; i++) a.journal.append(say(`${i}`), 1, 5);
      await a.journal.settled();
      void b;
      const third = await open();
      const { tail, others } = await third.open("lobby", new Watched());
      assertEquals(others?.map(({ nick }) => nick), ["ann"]);
      assertEquals(tail[0]?.event.type === "topic" && tail[0].event.topic, "old");
      assertEquals(tail.length, 1_501);
    },
  );

  test("Names that come before anybody watches are told to who watches later", async (a, b) => {
    const changed = new Condition();
    const session = await a.backbone.names!.claim("ann", "0123456789abcdef");
    const gone = await a.backbone.names!.claim("bob", "fedcba9876543210");
    a.backbone.names!.release(gone!);
    // whoever hands this back has looked at the log of the names too
    a.journal.append(say("behind it", "c"), 1, session!);
    await b.sink.have(1);
    const seen: string[] = [];
    b.backbone.names!.watch(namesTo((word) => {
      seen.push(word);
      changed.changed();
    }));
    const isDone = () => seen.includes(`gone ${gone}`) || undefined;
    await changed.until("the names", isDone, () => seen.join());
    assertEquals(seen, [`ann ${session}`, `bob ${gone}`, `gone ${gone}`]);
  });

  test(
    "Rules of a room: the first to decide has it, the other is told what holds, both see it in its turn",
    async (a, b, open) => {
      const ann = (await a.backbone.names!.claim("ann", "s"))!;
      const bob = (await b.backbone.names!.claim("bob", "t"))!;
      assertEquals(a.rules, { rules: null, pos: 0 });
      const nobody = await a.journal.setRules!({ operators: {}, voiced: {} }, 0, {
        ...{ nick: "ann", session: ann },
      });
      assertEquals(nobody, { isDone: true, pos: 0, rules: null }, "nobody is in the room");
      a.journal.append({ type: "joined", nick: "ann" }, 1, ann);
      b.journal.append({ type: "joined", nick: "bob" }, 1, bob);
      await Promise.all([a.journal.settled(), b.journal.settled()]);
      const wish = (session: number, key: string) => ({
        ...{ operators: { [session]: 1, 99: 1 }, voiced: { [bob]: 1 }, key },
      });
      const by = [{ nick: "ann", session: ann }, { nick: "bob", session: bob }] as const;
      const answers = await Promise.all([
        a.journal.setRules!(wish(ann, "a\0"), 0, by[0]),
        b.journal.setRules!(wish(bob, "b"), 0, by[1]),
      ]);
      assertEquals(answers.filter(({ isDone }) => isDone).length, 1);
      const held = answers.find(({ isDone }) => isDone)!;
      assertEquals(answers.map(({ pos, rules }) => [pos, rules]), [
        [held.pos, held.rules],
        [held.pos, held.rules],
      ]);
      const first = answers[0]!.isDone ? ann : bob;
      // only those who are in the room
      assertEquals(held.rules as object, {
        ...{
          operators: { [first]: 1 },
          voiced: { [bob]: 1 },
          key: first === ann ? "a\ufffd" : "b",
        },
      });
      const again = await a.journal.setRules!(wish(ann, "c"), held.pos, by[0]);
      assert(again.isDone && again.pos > held.pos);
      a.journal.append(say("behind", "x"), 1, ann);
      await a.sink.have(3);
      await b.sink.have(3);
      assertEquals(b.sink.ruledAt.at(-1), again.pos);
      const third = await open();
      const opened = await third.open("lobby", new Watched());
      assertEquals(opened.rules, { rules: again.rules, pos: again.pos });
      assertEquals(opened.tail.map(({ event }) => event.type), ["joined", "joined", "msg"]);
      // who leaves has no rights any more, and with the last one all is forgotten
      const changes = b.sink.ruledAt.length;
      b.journal.append({ type: "left", nick: "bob" }, 1, bob);
      await a.sink.changed(() => a.sink.held.at(-1)?.rules !== null && !hasVoice(a, bob));
      a.journal.append({ type: "left", nick: "ann" }, 1, ann);
      await b.sink.changed(() => b.sink.held.at(-1)?.rules === null);
      // of rules that others have taken the place of nobody need be told
      assert(b.sink.ruledAt.length > changes);
      assertEquals(b.sink.ruledAt, b.sink.ruledAt.toSorted((x, y) => x - y));
      assertEquals(lines(a), lines(b));
    },
  );

  test(
    "Who leaves the chat, and not the room alone, is told as such, and the line is the same",
    async (a, b) => {
      a.journal.append({ type: "joined", nick: "ann" }, 1, 5);
      a.journal.append({ type: "left", nick: "ann" }, 2, 5);
      a.journal.append({ type: "joined", nick: "ann" }, 3, 5);
      a.journal.append({ type: "left", nick: "ann", reason: "bye", by: "bob" }, 4, 5, true);
      await Promise.all([a.sink.have(4), b.sink.have(4)]);
      assertEquals(b.sink.events.map(({ isQuit }) => isQuit), [
        undefined,
        undefined,
        undefined,
        true,
      ]);
      assertEquals(lines(a), lines(b));
      assert(lines(b).every((line) => !line.includes("quit")));
    },
  );

  test(
    "A member has a seat until it leaves; its own server does not count it among the others",
    async (a, b, open) => {
      a.journal.append({ type: "joined", nick: "ann" }, 1, 5);
      b.journal.append({ type: "joined", nick: "bob" }, 1, 6);
      b.journal.append({ type: "renamed", nick: "bob", to: "rob" }, 1, 6);
      await Promise.all([a.sink.have(3), b.sink.have(3)]);
      const seats = async (backbone: Backbone) => {
        const { journal, others } = await backbone.open("lobby", new Watched());
        await journal.close();
        return others?.map(({ nick }) => nick);
      };
      const third = await open();
      assertEquals(await seats(third), ["ann", "rob"]);
      await a.journal.close();
      assertEquals(await seats(a.backbone), ["rob"]);
      b.journal.append({ type: "left", nick: "rob" }, 1, 6);
      await b.journal.settled();
      assertEquals(await seats(third), ["ann"]);
    },
  );

  test("Rooms that are in use are known at all, but for hidden ones", async (a, b) => {
    const ann = (await a.backbone.names!.claim("ann", "s"))!;
    assertEquals(await b.backbone.inUse!(), []);
    const secret = await a.backbone.open("secret", new Watched());
    for (const { journal } of [a, secret]) journal.append({ type: "joined", nick: "ann" }, 1, ann);
    a.journal.append({ type: "topic", nick: "ann", topic: "trees" }, 1, ann);
    a.journal.append(say("hello"), 1, ann);
    await Promise.all([a.journal.settled(), secret.journal.settled()]);
    const rules = { operators: {}, voiced: {}, flags: ["hidden"] };
    await secret.journal.setRules!(rules, 0, { nick: "ann", session: ann });
    const ms = (at: number) => Date.parse(a.sink.events[at]!.event.ts);
    const [lobby, ...rest] = await b.backbone.inUse!();
    const { name, count, last, ms: at, topic } = lobby!;
    assertEquals([name, count, last, at, topic?.topic, topic?.ms], [
      ...["lobby", 1, 1, ms(2), "trees", ms(1)],
    ]);
    assertEquals(rest, []);
    assertEquals([await b.backbone.has("secret"), await b.backbone.has("other")], [true, false]);
  });

  test("What is sent to a session comes to its server, at most once", async (a, b) => {
    const { names } = a.backbone;
    const ann = (await names!.claim("ann", "s"))!;
    const told: [number, Letter][] = [];
    const changed = new Condition();
    a.backbone.names!.watch({
      ...namesTo(() => {}),
      told: (session, letter) => {
        told.push([session, letter]);
        changed.changed();
        return session === ann;
      },
    });
    const letters: Letter[] = [
      { type: "direct", message: { text: "Ж".repeat(3_000) } },
      { type: "expelled", room: "lobby", by: "bob", reason: "rude" },
      { type: "invited", room: "lobby", by: "bob" },
    ];
    for (const letter of letters) assertEquals(await b.backbone.names!.tell(ann, letter), "told");
    assertEquals(await b.backbone.names!.tell(ann + 1_000, letters[0]!), "gone");
    // its server has the session no more, and has not said so yet
    const eve = (await names!.claim("eve", "t"))!;
    assertEquals(await b.backbone.names!.tell(eve, letters[0]!), "gone");
    assertEquals(told.pop()?.[0], eve);
    await changed.until("letters", () => told.length >= 3 || undefined, () => `${told.length}`);
    assertEquals(told, letters.map((letter) => [ann, letter]));
    names!.release(ann);
    await eventually("gone", async () => await b.backbone.names!.tell(ann, letters[0]!) === "gone");
  });

  test(
    "A session that nobody knows begins anew; one that is known keeps what is known of it",
    async (a, b) => {
      const person = { where: "ann@here", address: "192.0.2.1" };
      const begun = await a.backbone.names!.resume("ann", "lobby", "secret", person);
      assertEquals([begun?.isHeld, begun?.isSeated], [false, false]);
      const seen: Holder[] = [];
      const changed = new Condition();
      const watcher = (backbone: Backbone) =>
        backbone.names!.watch({
          ...namesTo(() => {}),
          named: (holder) => {
            seen.push(holder);
            changed.changed();
          },
          described: () => changed.changed(),
        });
      watcher(b.backbone);
      await changed.until("ann", () => seen[0], () => `${seen.length}`);
      const { session } = begun!;
      assertEquals(seen, [{ nick: "ann", session, isHere: false, person }]);
      a.backbone.names!.describe(session, { ...person, away: "lunch" });
      const go = () => b.backbone.names!.resume("ann", "lobby", "secret", person);
      await eventually("away", async () => (await go())?.away !== undefined);
      const moved = await go();
      assertEquals(moved, { session, isHeld: true, isSeated: false, away: "lunch" });
      assertEquals(await a.backbone.names!.resume("ANN", "lobby", "another secret"), undefined);
    },
  );

  test("A ban holds at both, once of each kind, until it is lifted", async (a, b, open) => {
    const changed = new Condition();
    const seen: string[] = [];
    b.backbone.names!.watch(namesTo(() => {}));
    b.backbone.bans!.watch({
      added: ({ nick, address }) => {
        seen.push(`+${nick ?? address}`);
        changed.changed();
      },
      removed: ({ nick, address }) => {
        seen.push(`-${nick ?? address}`);
        changed.changed();
      },
    });
    const have = (count: number) =>
      changed.until("bans", () => seen.length >= count || undefined, () => seen.join());
    const bans = a.backbone.bans!;
    assertEquals(await bans.add({ nick: "eve", reason: "\0" }), true);
    assertEquals(await bans.add({ nick: "EVE", until: "2100-01-01T00:00:00.000Z" }), true);
    assertEquals(await bans.add({ address: "192.0.2.1" }), true);
    await have(3);
    const kept = async () => (await open()).bans!.watch({ added: () => {}, removed: () => {} });
    assertEquals(await kept(), [
      { nick: "EVE", until: "2100-01-01T00:00:00.000Z" },
      { address: "192.0.2.1" },
    ]);
    await b.backbone.bans!.remove([{ nick: "Eve" }, { nick: "nobody" }]);
    await have(4);
    assertEquals(seen, ["+eve", "+EVE", "+192.0.2.1", "-EVE"]);
    assertEquals(await kept(), [{ address: "192.0.2.1" }]);
  });

  test("How far somebody has read is known at both, and never goes back", async (a, b) => {
    const marks = [a.backbone.marks!, b.backbone.marks!] as const;
    const isAt = async (id: number) => (await marks[1].load("ann"))[0]?.id === id;
    marks[0].save("ann", { room: "lobby", id: 5 });
    marks[0].save("ann", { room: "lobby", id: 7 });
    await eventually("the mark", () => isAt(7));
    marks[1].save("ann", { room: "lobby", id: 6 });
    marks[1].save("bob", { room: "dev", id: 1 });
    await eventually("the next", async () => (await marks[0].load("bob")).length > 0);
    assertEquals(await marks[0].load("ann"), [{ room: "lobby", id: 7 }]);
  });

  test("Each knows where the other one is reached, and how many there are", async (a, b) => {
    const place = { addr: "a:65432", irc: "a:6667" };
    assertEquals([a.backbone.nodes!.others, b.backbone.nodes!.others], [[], []]);
    await a.backbone.nodes!.advertise(place);
    await eventually("a place", () => b.backbone.nodes!.others.length > 0);
    assertEquals([a.backbone.nodes!.others, b.backbone.nodes!.others], [[], [place]]);
    assertEquals(a.backbone.cloakKey, b.backbone.cloakKey);
    a.journal.append(say("one"), 1, 1);
    await Promise.all([a.sink.have(1), b.sink.have(1)]);
    const { nodes, behind, hasStandby } = await b.backbone.cluster!.look();
    assertEquals({ nodes, behind, hasStandby }, { nodes: 2, behind: 0, hasStandby: true });
    assertEquals(a.backbone.cluster!.counts, { batches: 1, unknown: 0, repeated: 0 });
    await a.backbone.nodes!.advertise(undefined);
    await eventually("no place", () => b.backbone.nodes!.others.length === 0);
    assertEquals(await Promise.race([a.backbone.ended, "alive"]), "alive");
  });

  test("What is asked of a closed one is refused", async (a) => {
    const names = a.backbone.names!;
    await a.backbone.close();
    await assertRejects(() => names.claim("ann", "s"), Error);
    await assertRejects(() => a.backbone.open("other", new Watched()), Error, "closed");
    a.journal.append(say("too late"), 7, 1);
    await a.journal.settled();
    assertEquals(a.sink.failures.map(({ drafts }) => drafts.map(({ by }) => by)), [[7]]);
  });
}

function hasVoice({ sink }: Node, session: number): boolean {
  const rules = sink.held.at(-1)?.rules as { voiced: Record<string, 1> } | null | undefined;
  return rules?.voiced[session] !== undefined;
}
