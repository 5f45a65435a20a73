/** Clients that are cut, resume and send again, on a disk that is slow or full, with restarts. */

import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { MAX_HISTORY_MESSAGES } from "../../../protocol/limits.ts";
import { NativeDialect } from "../../../server/dialects/native.ts";
import { MemoryBackbone } from "../../support/memory_backbone.ts";
import { FakePeer } from "../fakes/peer.ts";
import { FakeServer } from "../fakes/server.ts";
import { settled } from "../../support/virtual_clock.ts";

/** A client that keeps to the protocol: it resumes where it stopped, and sends again. */
class Client {
  nick: string;
  #line: FakePeer | undefined;
  #queue: Promise<void> = Promise.resolve();
  #resume: string | undefined;
  #said = 0;
  /** All it ever said, by cid. */
  readonly #texts = new Map<string, string>();
  /** Cids not acknowledged, with their texts, oldest first. */
  readonly unsure = new Map<string, string>();
  /** Texts it has seen, by the order of their ids. */
  readonly seen: string[] = [];

  constructor(nick: string) {
    this.nick = nick;
  }

  get isConnected(): boolean {
    return this.#line !== undefined && !this.#line.ended;
  }

  connect(server: FakeServer): void {
    this.listen();
    const line = new FakePeer((peer) => new NativeDialect(peer, server.services));
    this.#line = line;
    this.#queue = Promise.resolve();
    const resume = this.#resume === undefined ? {} : { resume: this.#resume };
    this.#send({ type: "hello", v: 1, nick: this.nick, since: this.seen.length, ...resume });
    for (const [cid, text] of this.unsure) this.#send({ type: "say", cid, text });
  }

  say(): void {
    const text = `${this.nick} says ${++this.#said}`;
    const cid = `c${this.#said}`;
    this.unsure.set(cid, text);
    this.#texts.set(cid, text);
    this.#send({ type: "say", cid, text });
  }

  /** Sends something once more that is acknowledged perhaps. */
  repeat(which: number): void {
    const n = 1 + which % Math.max(1, this.#said);
    const text = this.unsure.get(`c${n}`) ?? "something else";
    if (this.#said > 0) this.#send({ type: "say", cid: `c${n}`, text });
  }

  ping(): void {
    this.#send({ type: "ping", n: 1 });
  }

  /** Another name, taken only while nothing is under way. */
  rename(nick: string): void {
    this.nick = nick;
    this.#send({ type: "nick", nick });
  }

  /** The connection is gone; whether the server has noticed. */
  cut(noticed: boolean): void {
    this.listen();
    if (noticed) this.#line?.end("");
    this.#line = undefined;
  }

  /** Takes in what has come. */
  listen(): void {
    for (const frame of this.#line?.frames() ?? []) {
      if (frame.type === "welcome") this.#resume = frame.resume;
      if (frame.type === "error") assertEquals([frame.code, this.nick], ["not_saved", this.nick]);
      if (frame.type !== "msg") continue;
      // each text is said once, so it tells whose message it is
      if (this.#texts.get(frame.cid) === frame.text) this.unsure.delete(frame.cid);
      if (frame.id <= this.seen.length) {
        assertEquals(this.#texts.get(frame.cid), frame.text, "another's message twice");
        assertEquals(this.seen[frame.id - 1], frame.text);
        continue;
      }
      assertEquals(frame.id, this.seen.length + 1, `${this.nick} has missed something`);
      this.seen.push(frame.text);
    }
  }

  #send(frame: object): void {
    const line = this.#line;
    this.#queue = this.#queue.then(async () => {
      if (line !== undefined && !line.ended) {
        await line.dialect.line(new TextEncoder().encode(JSON.stringify(frame)));
      }
    });
  }

  /** Resolves when all that was sent is taken. */
  async idle(): Promise<void> {
    await this.#queue;
    await settled();
    this.listen();
  }
}

type Act =
  | { readonly do: "say" | "ping" | "connect" | "rename"; readonly who: number }
  | { readonly do: "repeat"; readonly who: number; readonly which: number }
  | { readonly do: "cut"; readonly who: number; readonly noticed: boolean }
  | { readonly do: "hold" | "release" | "fill" | "empty" | "restart" | "turn" };

const who = fc.nat({ max: 3 });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("say" as const), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("connect" as const, "ping"), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rename" as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("repeat" as const), who, which: fc.nat() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("cut" as const), who, noticed: fc.boolean() }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "hold" as const,
        "release",
        "release",
        "fill",
        "empty",
        "turn",
        "restart",
      ),
    }),
  },
);

/** Four clients, one server after the other, one disk. */
class World {
  readonly disk = new MemoryBackbone();
  readonly clients = ["ann", "bob", "carol", "dave"].map((nick) => new Client(nick));
  #server = new FakeServer(undefined, this.disk);
  #names = 0;

  /** Everyone is in, and has the secret of their session. */
  async begin(): Promise<void> {
    for (const client of this.clients) {
      client.connect(this.#server);
      await client.idle();
    }
  }

  async do(act: Act): Promise<void> {
    switch (act.do) {
      case "hold":
        return this.disk.hold();
      case "release":
        this.disk.release();
        return await settled();
      case "fill":
        this.disk.failure = new Error("disk full");
        return;
      case "empty":
        this.disk.failure = undefined;
        return;
      case "turn":
        return await settled();
      case "restart":
        return await this.#restart();
      default:
        return await this.#actOf(this.clients[act.who]!, act);
    }
  }

  /** Everything is well again; everyone comes back until nothing is unsure. */
  async recover(): Promise<void> {
    await this.do({ do: "empty" });
    await this.do({ do: "release" });
    await this.begin();
    for (const client of this.clients) await client.idle();
  }

  async #actOf(client: Client, act: Extract<Act, { who: number }>): Promise<void> {
    if (act.do === "connect") return client.connect(this.#server);
    if (act.do === "cut") return client.cut(act.noticed);
    if (!client.isConnected) return;
    if (act.do === "say") return client.say();
    if (act.do === "ping") return client.ping();
    if (act.do === "repeat") return client.repeat(act.which);
    // a new name that no log has heard of is forgotten by a restart, and the cids with it
    if (this.disk.held || this.disk.failure !== undefined) return;
    await client.idle();
    client.rename(`${client.nick.split("-")[0]}-${++this.#names}`);
    await client.idle();
  }

  async #restart(): Promise<void> {
    this.disk.release();
    for (const client of this.clients) {
      await client.idle();
      client.cut(true);
    }
    await this.#server.hub.settled();
    await this.disk.close();
    this.disk.reopen();
    this.#server = new FakeServer(undefined, this.disk);
  }
}

Deno.test("nothing is lost and nothing comes twice, whatever is cut, slow, full or restarted", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 120, size: "max" }), async (acts) => {
      const world = new World();
      await world.begin();
      for (const act of acts) await world.do(act);
      await world.recover();
      const log = world.disk.log("lobby").flatMap(({ event }) =>
        event.type === "msg" ? [event] : []
      );
      const texts = log.map(({ text }) => text);
      assert(texts.length < MAX_HISTORY_MESSAGES, "more than one page");
      assertEquals(log.map(({ id }) => id), texts.map((_, i) => i + 1));
      assertEquals(new Set(texts).size, texts.length, "something was stored twice");
      for (const client of world.clients) {
        assertEquals([...client.unsure], [], `${client.nick} waits for an acknowledgement`);
        assertEquals(client.seen, texts);
      }
    }),
    { numRuns: 200 },
  );
});
