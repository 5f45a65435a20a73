/** What every dialect has to do, run on each of them over a connection with a fake socket. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "../../support/fast_check.ts";
import type { ErrorCode } from "../../../protocol/frames.ts";
import type { Door } from "../../../server/dialects/dialect.ts";
import { FakeConnection, stored } from "../fakes/connection.ts";
import { FakeMember } from "../fakes/member.ts";
import { FakeServer } from "../fakes/server.ts";
import type { FakeSocket } from "../fakes/socket.ts";
import { settled } from "../../support/virtual_clock.ts";

/** How a client of a dialect speaks, and what it understands. */
export interface Speech {
  open(server: FakeServer): Door;
  /** The socket of a client, if it is not one by itself. */
  socket?(server: FakeServer): FakeSocket;
  /** With what a client gets a nickname and comes into the lobby. */
  enter(nick: string): string;
  /** With what it says something there. */
  say(text: string): string;
  /** The messages of others in what it got, as `nick: text`; private ones as `nick> text`. */
  heard(received: string): string[];
  /** What is sent to a client that is not let in. */
  refusal(code: ErrorCode, message: string): string;
  /** The lines that end a connection with this error. */
  cut(code: ErrorCode, message: string): string;
  /** The lines that end it when the server stops. */
  readonly farewell: string;
  /** What it is told of a message that was not saved. */
  readonly notSaved: RegExp;
}

/** A server, and those who speak with it. */
class World {
  readonly server = new FakeServer();
  readonly hub = this.server.hub;
  readonly door: Door;
  readonly #speech: Speech;
  readonly #connections: FakeConnection[] = [];

  constructor(speech: Speech) {
    this.#speech = speech;
    this.door = speech.open(this.server);
  }

  /** Someone connects. */
  connect(): FakeConnection {
    const socket = this.#speech.socket?.(this.server);
    const options = { door: this.door, ...socket === undefined ? {} : { socket } };
    const connection = new FakeConnection(this.server, options);
    this.#connections.push(connection);
    return connection;
  }

  /** Someone connects and comes in. */
  async enter(nick: string): Promise<FakeConnection> {
    const connection = this.connect();
    await connection.socket.send(this.#speech.enter(nick));
    assertEquals(this.hub.find(nick)?.nick, nick);
    connection.socket.news();
    return connection;
  }

  /** Everyone goes, and nothing is left behind. */
  async end(): Promise<void> {
    for (const connection of this.#connections) await connection.bye();
    assertEquals([this.hub.count, this.hub.rooms.length, this.server.clock.pending], [0, 0, 0]);
    const failed = this.#connections.flatMap(({ log }) => log).filter((l) => l.startsWith("error"));
    assertEquals(failed, []);
  }
}

type Case = (world: World, speech: Speech) => Promise<void>;

const CASES: Readonly<Record<string, Case>> = {
  async "is understood however its bytes are cut"(_, speech) {
    const bytes = new TextEncoder().encode(
      speech.enter("bob") + speech.say("привет 🙂") + speech.say("日本"),
    );
    const cuts = [1, 2, 3, 5, 8, 13].map((size) =>
      Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => {
        return bytes.subarray(i * size, (i + 1) * size);
      })
    );
    for (let at = 1; at < bytes.length; at++) {
      cuts.push([bytes.subarray(0, at), bytes.subarray(at)]);
    }
    for (const pieces of cuts) {
      const world = new World(speech);
      const ann = await world.enter("ann");
      await world.connect().socket.send(...pieces);
      assertEquals(stored(world.server), ["bob: привет 🙂", "bob: 日本"]);
      assertEquals(speech.heard(ann.socket.news()), ["bob: привет 🙂", "bob: 日本"]);
      await world.end();
    }
  },

  async "survives whatever bytes come, before it is in and after"(_, speech) {
    const words = fc.constantFrom(...[speech.enter("bob"), speech.say("hi")].flatMap((lines) => {
      return lines.split(/(?<=[\n ])/);
    }));
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      words.map((word) => new TextEncoder().encode(word)),
    );
    const pieces = fc.array(bytes, { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(pieces, fc.boolean(), async (pieces, isIn) => {
        const world = new World(speech);
        const guest = isIn ? await world.enter("ann") : world.connect();
        await guest.socket.send(...pieces);
        await world.end();
      }),
      { numRuns: 100 },
    );
  },

  "is refused in the language of its door"({ door }, speech) {
    assertEquals(door.refusal("full", "No room"), speech.refusal("full", "No room"));
    return Promise.resolve();
  },

  async "costs nothing against the rate before it is in, and says what costs then"(world, speech) {
    const ann = world.connect();
    const line = new TextEncoder().encode(speech.say("hi").trimEnd());
    await settled();
    assertEquals(ann.connection.dialect?.costs(line), false);
    await ann.socket.send(speech.enter("ann"));
    assertEquals(ann.connection.dialect?.costs(line), true);
  },

  async "shows a private message to the one it is for"(world, speech) {
    const ann = await world.enter("ann");
    await world.enter("bob");
    ann.socket.news();
    world.hub.direct(new FakeMember(), "ann", "psst", "");
    world.hub.direct(world.hub.find("bob")!, "ann", "psst", "c1");
    await settled();
    assertEquals(speech.heard(ann.socket.news()), ["> psst", "bob> psst"]);
  },

  async "is called by the nickname it has now"(world) {
    const ann = await world.enter("ann");
    world.hub.rename(world.hub.find("ann")!, "anna");
    assertEquals(ann.connection.dialect?.nick, "anna");
    await ann.bye();
    assertEquals(ann.named.at(-1), "anna");
  },

  async "is told what was not saved, and goes on"(world, speech) {
    const [ann, bob] = [await world.enter("ann"), await world.enter("bob")];
    ann.socket.news();
    world.server.disk.failure = new Error("disk full");
    await ann.socket.send(speech.say("lost"));
    assertMatch(ann.socket.news(), speech.notSaved);
    world.server.disk.failure = undefined;
    await ann.socket.send(speech.say("kept"));
    assertEquals(speech.heard(bob.socket.news()), ["ann: kept"]);
  },

  async "is cut in its own language, behind what waits"(world, speech) {
    const ann = await world.enter("ann");
    ann.socket.writer.fast = false;
    ann.connection.outlet.send("what waits\r\n");
    ann.connection.cut("flood", "Too much");
    ann.socket.writer.fast = true;
    await ann.socket.writer.takeAll();
    assertEquals(ann.socket.news(), `what waits\r\n${speech.cut("flood", "Too much")}`);
    assertEquals([ann.over, world.hub.count], [true, 0]);
  },

  async "is told that somebody sent it away, and is gone for the others"(world) {
    const [ann, bob] = [await world.enter("ann"), await world.enter("bob")];
    ann.socket.news();
    world.hub.find("ann")!.expelled(undefined, "root", "spam");
    await settled();
    const last = ann.socket.news();
    assert(last.includes("root") && last.includes("spam"), last);
    assertEquals([ann.over, ann.log.at(-2), world.hub.find("ann")], [
      true,
      "info cut kicked",
      undefined,
    ]);
    assert(bob.socket.news().includes("ann"));
  },

  async "is told that another connection has its session, which nobody else notices"(
    world,
    speech,
  ) {
    const [ann, bob] = [await world.enter("ann"), await world.enter("bob")];
    ann.socket.news();
    const successor = new FakeMember();
    const { resume } = world.hub.find("ann")!;
    await world.hub.enter(successor, "ann", "lobby", { count: 0 }, resume);
    await settled();
    const { replaced } = world.server.services.phrases;
    assertEquals(ann.socket.news(), speech.cut("replaced", replaced));
    assertEquals([ann.over, world.hub.find("ann")], [true, successor]);
    assertEquals(bob.socket.news(), "");
    world.hub.leave(successor);
  },

  async "says farewell when what was said is on its way to the others"(world, speech) {
    const [ann, bob] = [await world.enter("ann"), await world.enter("bob")];
    ann.socket.news();
    world.server.disk.hold();
    await ann.socket.send(speech.say("last"));
    world.server.disk.release();
    await world.hub.settled();
    const over = [ann, bob].map(({ connection }) => connection.farewell());
    await Promise.all(over);
    const received = bob.socket.news();
    assertEquals(speech.heard(received), ["ann: last"]);
    assert(received.endsWith(speech.farewell), received);
    assert(ann.socket.news().endsWith(speech.farewell));
  },

  async "is not gone before what it said last is stored"(world, speech) {
    const [ann, bob] = [await world.enter("ann"), await world.enter("bob")];
    bob.socket.news();
    world.server.disk.hold();
    await ann.socket.send(speech.say("last"));
    await ann.socket.hangUp();
    assertEquals(ann.over, false);
    world.server.disk.release();
    await settled();
    assertEquals([ann.over, speech.heard(bob.socket.news())], [true, ["ann: last"]]);
  },

  async "says farewell though the disk has not answered to its coming"(world, speech) {
    world.server.disk.hold();
    const ann = world.connect();
    await ann.socket.send(speech.enter("ann"));
    ann.socket.news();
    const over = ann.connection.farewell();
    await settled();
    assertEquals(ann.socket.news(), speech.farewell);
    world.server.disk.release();
    await over;
    assertEquals([ann.socket.news(), world.hub.count], ["", 0]);
  },

  async "leaves nobody behind when it is torn away while it comes in"(world, speech) {
    const lines = speech.enter("ann");
    for (let at = 1; at <= lines.length; at++) {
      world.server.disk.hold();
      const ann = world.connect();
      await ann.socket.send(lines.slice(0, at));
      await ann.socket.hangUp(new Deno.errors.ConnectionReset("reset"));
      world.server.disk.release();
      await settled();
      assertEquals([ann.over, world.hub.count], [true, 0]);
    }
  },
};

/** Runs the suite on the dialect `name`. */
export function testDialect(name: string, speech: Speech): void {
  for (const [what, run] of Object.entries(CASES)) {
    Deno.test(`${name} ${what}`, async () => {
      const world = new World(speech);
      await run(world, speech);
      await world.end();
    });
  }
}
