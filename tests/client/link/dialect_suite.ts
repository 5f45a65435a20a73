/** What every dialect of the client must do, seen through the link: one suite, run on each of them. */

import { assert, assertEquals } from "@std/assert";
import { Link } from "../../../client/link/link.ts";
import { PlainDialect } from "../../../client/link/plain_dialect.ts";
import { Session, type SessionOptions } from "../../../client/link/session.ts";
import { type FakePeer, FakeServer } from "../../support/fake_server.ts";
import { LinkEvents } from "../../support/link_events.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

/** A message as both dialects know it. */
export interface Said {
  readonly nick: string;
  readonly text: string;
}

/** A server's side of one connection, in its dialect. */
export interface ServerVoice {
  /** Greets, and resolves with the nickname that the client gives. */
  greet(): Promise<string>;
  /** Refuses the nickname. */
  refuseNick(): Promise<void>;
  /** Lets the client in; `past` is what was said so far, `missed` how much of its end is new to it. */
  letIn(past: readonly Said[], missed: number): Promise<void>;
  /** Someone says something. */
  say(message: Said): Promise<void>;
  /** Resolves with the client's next message, which the server takes. */
  take(): Promise<string>;
  /** Says that the server stops, and ends the connection. */
  stop(): Promise<void>;
  /** Resolves when the client has said goodbye. */
  goodbye(): Promise<void>;
}

/** A link to a server. The test is the server. */
export class DialectScene implements AsyncDisposable {
  readonly server = new FakeServer();
  readonly clock = new VirtualClock();
  readonly events = new LinkEvents();
  readonly session: Session;
  readonly link: Link;
  readonly done: Promise<void>;
  readonly #voice: (peer: FakePeer, scene: DialectScene) => ServerVoice;

  constructor(
    voice: (peer: FakePeer, scene: DialectScene) => ServerVoice,
    options: Partial<SessionOptions> & { readonly pieceBytes?: number } = {},
  ) {
    this.#voice = voice;
    this.server.pieceBytes = options.pieceBytes ?? Infinity;
    this.session = new Session({ nick: "ann", room: "lobby", prefix: "p", ...options });
    this.link = new Link({
      dial: this.server.dial,
      plain: (context) => new PlainDialect(context),
      clock: this.clock,
      random: () => 0.5,
      session: this.session,
      catchUp: { most: Infinity, newest: Infinity },
      emit: this.events.emit,
    });
    this.done = this.link.run();
  }

  /** Accepts the next connection. */
  async accept(): Promise<{ peer: FakePeer; voice: ServerVoice }> {
    const peer = await this.server.accept();
    return { peer, voice: this.#voice(peer, this) };
  }

  /** Accepts the next connection and lets the client in. */
  async enter(past: readonly Said[] = [], missed = past.length) {
    const accepted = await this.accept();
    await accepted.voice.greet();
    await accepted.voice.letIn(past, missed);
    await this.events.next("caught_up");
    return accepted;
  }

  /** Puts a message into the outbox. */
  send(text: string, action = false) {
    const item = this.link.send({ kind: "say", text, ...(action ? { action } : {}) });
    assert(item !== undefined);
    return item;
  }

  /** All messages so far, and whose they are. */
  get said(): string[] {
    return this.events.of("message").map(({ message: { nick, text }, own }) =>
      `${own ? "own " : ""}${nick}: ${text}`
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.link.leave(0);
    await this.done;
    assertEquals(this.clock.pending, 0, "timers were left over");
  }
}

const PAST: readonly Said[] = [
  { nick: "bob", text: "one" },
  { nick: "cy", text: "two\nlines 👋" },
];

/** Registers the suite for the dialect that `voice` speaks. */
export function dialectSuite(
  name: string,
  voice: (peer: FakePeer, scene: DialectScene) => ServerVoice,
): void {
  const test = (
    behaviour: string,
    run: (scene: DialectScene) => Promise<void>,
    options: Partial<SessionOptions> = {},
  ) =>
    Deno.test(`${name} ${behaviour}`, async () => {
      await using scene = new DialectScene(voice, options);
      await run(scene);
    });

  test("enters, delivers the past, then has caught up", async (t) => {
    const { voice } = await t.accept();
    assertEquals(await voice.greet(), "ann");
    assertEquals([t.link.live, t.link.who(), t.link.history(10)], [false, false, false]);
    await voice.letIn(PAST, PAST.length);
    await t.events.next("caught_up");
    assert(t.link.live);
    const types = t.events.all.map(({ type }) => type);
    assertEquals(types, ["connecting", "entered", "message", "message", "caught_up"]);
    assertEquals(t.said, ["bob: one", "cy: two\nlines 👋"]);
    assertEquals(t.events.of("entered").map(({ nick, back }) => [nick, back]), [["ann", false]]);
  });

  test(
    "asks for a nickname where there is none, and for another where one is refused",
    async (t) => {
      const first = await t.accept();
      const greeted = first.voice.greet();
      assertEquals(await t.events.next("nick_wanted"), { type: "nick_wanted" });
      t.link.nickname("bob");
      assertEquals(await greeted, "bob");
      await first.voice.refuseNick();
      const { refused } = await t.events.next("nick_wanted");
      assertEquals([refused?.nick, refused?.code], ["bob", "nick_taken"]);
      assertEquals(t.session.nick, undefined);
    },
    { nick: undefined },
  );

  test("sends what was typed before it was let in, in order, each acknowledged once", async (t) => {
    const items = ["one", "two\nlines", "three"].map((text) => t.send(text));
    const { voice } = await t.enter(PAST);
    const taken = [await voice.take(), await voice.take(), await voice.take()];
    assertEquals(taken, ["one", "two\nlines", "three"]);
    for (const item of items) assertEquals((await t.events.next("acknowledged")).item, item);
    await settled();
    assertEquals(t.events.of("acknowledged").length, 3);
    assertEquals(t.session.outbox.size, 0);
    assertEquals(t.said.slice(2), ["own ann: one", "own ann: two\nlines", "own ann: three"]);
  });

  test("delivers what others say, each message once and in order", async (t) => {
    const { voice } = await t.enter();
    for (const message of PAST) await voice.say(message);
    await t.events.next("message");
    await t.events.next("message");
    assertEquals(t.said, ["bob: one", "cy: two\nlines 👋"]);
  });

  test("comes back after a cut: nothing is shown twice, and nothing is missing", async (t) => {
    const { peer, voice } = await t.enter(PAST);
    await voice.say({ nick: "bob", text: "three" });
    await t.events.next("message");
    await t.clock.advance(6_000);
    peer.cut();
    const { retryMs } = await t.events.next("waiting");
    const late = t.send("said while away");
    await t.clock.advance(retryMs);
    const past = [...PAST, { nick: "bob", text: "three" }, { nick: "cy", text: "four" }];
    const back = await t.enter(past, 1);
    const { back: isBack, missed } = t.events.of("caught_up").at(-1) ?? {};
    assertEquals([isBack, missed], [true, 1]);
    assertEquals(await back.voice.take(), "said while away");
    assertEquals((await t.events.next("acknowledged")).item, late);
    assertEquals(t.said.slice(0, 4), ["bob: one", "cy: two\nlines 👋", "bob: three", "cy: four"]);
  });

  test("tells that the server stops, and waits for it", async (t) => {
    const { voice } = await t.enter();
    await voice.stop();
    await t.events.next("shutdown");
    assertEquals((await t.events.next("waiting")).reason.code, "shutdown");
  });

  test("leaves with a goodbye, after which the server ends the connection", async (t) => {
    const { peer, voice } = await t.enter();
    t.link.leave();
    await voice.goodbye();
    peer.end();
    await t.done;
    assertEquals(t.events.of("waiting"), []);
  });

  test("leaves without the server's help, too", async (t) => {
    await t.enter();
    t.link.leave(500);
    await t.clock.advance(500);
    await t.done;
  });

  Deno.test(`${name} has the same outcome whatever the pieces in which the bytes come`, async () => {
    const outcome = async (pieceBytes: number) => {
      await using t = new DialectScene(voice, { pieceBytes });
      const { voice: server } = await t.enter(PAST);
      await server.say({ nick: "bob", text: "привет 👋" });
      await t.events.next("message");
      return [...t.events.all.map(({ type }) => type), ...t.said];
    };
    const whole = await outcome(Infinity);
    for (let pieceBytes = 1; pieceBytes <= 40; pieceBytes++) {
      assertEquals(await outcome(pieceBytes), whole, `pieces of ${pieceBytes} bytes`);
    }
  });
}
