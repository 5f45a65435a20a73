import { assert, assertEquals } from "@std/assert";
import { Link } from "../../../client/link/link.ts";
import { PlainDialect } from "../../../client/link/plain_dialect.ts";
import { Session, type SessionOptions } from "../../../client/link/session.ts";
import { FakeServer, msgFrame } from "../../support/fake_server.ts";
import { LinkEvents } from "../../support/link_events.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

const NO_HISTORY = "Истории чата еще нет.\n";

/** A link to the old server. The test is the server. */
class Old implements AsyncDisposable {
  readonly server = new FakeServer();
  readonly clock = new VirtualClock();
  readonly events = new LinkEvents();
  readonly session: Session;
  readonly link: Link;
  readonly #done: Promise<void>;

  constructor(options: Partial<SessionOptions> = {}) {
    this.session = new Session({ nick: "аня", room: "lobby", prefix: "p", ...options });
    this.link = new Link({
      dial: this.server.dial,
      plain: (context) => new PlainDialect(context),
      clock: this.clock,
      random: () => 0.5,
      session: this.session,
      catchUp: { most: Infinity, newest: Infinity },
      emit: this.events.emit,
    });
    this.#done = this.link.run();
  }

  /** Accepts and asks for the nickname as the old server does: without a line feed. */
  async accept() {
    const peer = await this.server.accept();
    peer.send("NICKNAME_REQUEST");
    await this.clock.advance(300);
    return peer;
  }

  /** Lets the wait for the next connection pass. */
  async reconnect() {
    const { retryMs } = await this.events.next("waiting");
    await this.clock.advance(retryMs);
  }

  /** Accepts and lets in. */
  async enter(history: readonly string[] = []) {
    const peer = await this.accept();
    peer.send(historyOf(history));
    await this.events.next("caught_up");
    await this.clock.advance(150);
    return peer;
  }

  say(text: string) {
    const item = this.link.send({ kind: "say", text });
    assert(item !== undefined);
    return item;
  }

  /** Nicknames and texts of all messages so far. */
  get said(): string[] {
    return this.events.of("message").map(({ message }) => `${message.nick}: ${message.text}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.link.leave(0);
    await this.#done;
    assertEquals(this.clock.pending, 0, "timers were left over");
  }
}

function historyOf(lines: readonly string[]): string {
  if (lines.length === 0) return NO_HISTORY;
  const dated = lines.map((line) => `[2025-11-23 02:15:29] ${line}\n`).join("");
  return `--- Последние 10 сообщений ---\n${dated}--- Конец истории ---\n`;
}

Deno.test("PlainDialect gives its nickname without a line feed and reads history and talk", async () => {
  await using old = new Old();
  const peer = await old.enter(["боря присоединился к чату.", "боря: привет", "боря: есть кто?"]);
  assertEquals(peer.writes, ["аня"]);
  assertEquals((await old.events.of("entered"))[0]?.plain, true);
  peer.send("--- вера присоединился к чату. ---\nвера: всем: привет\n--- вера покинул чат. ---\n");
  await settled();
  assertEquals(old.said, ["боря: привет", "боря: есть кто?", "вера: всем: привет"]);
  const [first] = old.events.of("message");
  assertEquals([first?.message.id, first?.message.old], [0, true]);
  assertEquals(new Date(first?.message.ts ?? "").getHours(), 2);
  const presence = old.events.of("presence").map(({ frame }) => `${frame.type} ${frame.nick}`);
  assertEquals(presence, ["joined вера", "left вера"]);
});

Deno.test("PlainDialect writes each message at once and pauses between two", async () => {
  await using old = new Old();
  const peer = await old.enter();
  const first = old.say("раз");
  old.say("два");
  await settled();
  assertEquals(peer.writes, ["аня", "раз"]);
  assertEquals((await old.events.next("acknowledged")).item, first);
  await old.clock.advance(149);
  assertEquals(peer.writes.length, 2);
  await old.clock.advance(1);
  assertEquals(peer.writes, ["аня", "раз", "два"]);
  assertEquals(old.events.of("message").map(({ own }) => own), [true, true]);
});

Deno.test("PlainDialect marks further lines, and reads marked lines as one message", async () => {
  await using old = new Old();
  const peer = await old.enter();
  old.say("def f():\n    return 1");
  await settled();
  assertEquals(peer.writes[1], "def f():\n    |     return 1");
  peer.send("боря: a\n    | b\n    | c\nборя: d\n");
  await settled();
  assertEquals(old.said, ["аня: def f():\n    return 1", "боря: a\nb\nc", "боря: d"]);
});

Deno.test("PlainDialect cuts what the old server could not read in one piece, between words", async () => {
  await using old = new Old();
  const peer = await old.enter();
  const text = "слово ".repeat(300).trim();
  old.say(text);
  for (let i = 0; i < 5; i++) await old.clock.advance(150);
  const pieces = peer.writes.slice(1);
  assert(pieces.every((piece) => new TextEncoder().encode(piece).length <= 1000));
  assertEquals(pieces.join(" "), text);
  assertEquals(old.events.of("acknowledged").length, 1);
});

Deno.test("PlainDialect takes prose and a close for a refused nickname, and asks for another", async () => {
  await using old = new Old();
  const peer = await old.accept();
  peer.send("Никнейм 'аня' уже занят.\n");
  peer.end();
  const { refused } = await old.events.next("nick_wanted");
  assertEquals(refused, { nick: "аня", code: "nick_taken", message: "Никнейм 'аня' уже занят." });
  old.link.nickname("анна");
  await old.reconnect();
  const again = await old.accept();
  assertEquals(again.writes, ["анна"]);
});

Deno.test("PlainDialect enters also where someone speaks before the history comes", async () => {
  await using old = new Old();
  const peer = await old.accept();
  peer.send("боря: рано\n");
  await settled();
  old.say("жду");
  await settled();
  assertEquals(peer.writes, ["аня"], "nothing is sent before the history was read");
  peer.send(historyOf(["боря: раньше"]));
  await old.clock.advance(150);
  assertEquals(peer.writes, ["аня", "жду"]);
  assertEquals(old.said, ["боря: рано", "боря: раньше", "аня: жду"]);
});

Deno.test("PlainDialect shows only what is new when it comes back, and says how much", async () => {
  await using old = new Old();
  const peer = await old.enter(["боря: 1", "боря: 2"]);
  old.say("моё");
  await settled();
  peer.send("боря: 3\n");
  await old.clock.advance(6_000);
  peer.end();
  await old.reconnect();
  // the server's order of what was said at the same time is its own
  await old.enter(["боря: 1", "боря: 2", "боря: 3", "аня: моё", "вера: 4", "боря: 3"]);
  assertEquals(old.said, ["боря: 1", "боря: 2", "аня: моё", "боря: 3", "вера: 4", "боря: 3"]);
  const last = old.events.of("caught_up").at(-1);
  assertEquals([last?.back, last?.missed, last?.uncertain], [true, 2, undefined]);
});

Deno.test("PlainDialect admits that more may have been missed than the history holds", async () => {
  await using old = new Old();
  const peer = await old.enter(["боря: 1"]);
  await old.clock.advance(6_000);
  peer.cut();
  await old.reconnect();
  await old.enter(["вера: 7", "вера: 8"]);
  assertEquals(old.events.of("caught_up").at(-1)?.uncertain, true);
});

Deno.test("PlainDialect sends after a cut what was not begun, and names what is in doubt", async () => {
  await using old = new Old();
  const peer = await old.enter();
  const doubtful = old.say("раз");
  const kept = old.say("два");
  await settled();
  peer.cut();
  const refused = await old.events.next("refused");
  assertEquals([refused.item, refused.code], [doubtful, "in_doubt"]);
  await old.reconnect();
  const back = await old.enter();
  await settled();
  assertEquals(back.writes, ["аня", "два"]);
  assertEquals((await old.events.next("acknowledged")).item, kept);
});

Deno.test("PlainDialect takes what was written before a clean close for sent", async () => {
  await using old = new Old();
  const peer = await old.enter();
  old.say("раз");
  await settled();
  peer.send("SERVER_SHUTDOWN");
  peer.end();
  assertEquals((await old.events.next("waiting")).reason.code, "shutdown");
  assertEquals(old.events.of("refused"), []);
  assertEquals(old.events.of("shutdown").length, 1);
});

Deno.test("PlainDialect refuses what the old server does not know", async () => {
  await using old = new Old();
  await old.enter();
  assert(!old.link.who());
  assert(!old.link.history(10));
  old.link.send({ kind: "dm", to: "боря", text: "тихо" });
  assertEquals((await old.events.next("refused")).code, "unsupported");
});

Deno.test("PlainDialect shows as much of the history as was asked for", async () => {
  await using none = new Old({ history: 0 });
  await none.enter(["боря: 1", "боря: 2"]);
  assertEquals(none.said, []);
  await using one = new Old({ history: 1 });
  await one.enter(["боря: 1", "боря: 2"]);
  assertEquals(one.said, ["боря: 2"]);
});

Deno.test("PlainDialect leaves when all is written, by closing its side", async () => {
  await using old = new Old();
  const peer = await old.enter();
  old.say("раз");
  old.say("два");
  old.link.leave(10_000);
  await old.clock.advance(300);
  assertEquals(peer.writes, ["аня", "раз", "два"]);
  assert(peer.writeClosed);
  peer.end();
});

Deno.test("Link speaks natively where the greeting's line feed comes late", async () => {
  await using old = new Old();
  const peer = await old.accept();
  assertEquals(peer.writes, ["аня"]);
  peer.send("\n");
  await old.reconnect();
  const again = await old.server.accept();
  again.send("NICKNAME_REQUEST");
  await old.clock.advance(1_000);
  assertEquals(again.writes, [], "this time it waits for it");
  again.send("\n");
  assertEquals((await again.next("hello")).nick, "аня");
  again.send(msgFrame(1));
});

Deno.test("PlainDialect keeps the lines of a message together where its bytes come in two pieces", async () => {
  await using old = new Old();
  const peer = await old.accept();
  peer.send("--- Последние 10 сообщений ---\n[2025-11-23 02:15:29] боря: раз\n");
  await settled();
  peer.send("    | два\n--- Конец истории ---\n");
  await old.events.next("caught_up");
  await old.clock.advance(150);
  peer.send("боря: три\n    | че");
  await settled();
  peer.send("тыре\n");
  await settled();
  assertEquals(old.said, ["боря: раз\nдва", "боря: три\nчетыре"]);
  peer.send("боря: пять\nSERVER_SHUTDOWN");
  peer.end();
  await old.events.next("waiting");
  assertEquals(old.said.at(-1), "боря: пять");
});
