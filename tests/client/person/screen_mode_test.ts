import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { MAX_FOLDED_MESSAGES, SUSPEND_MS } from "../../../client/limits.ts";
import { RecoveredMessages } from "../../../client/memory/recovered_messages.ts";
import { msgFrame, oldFrames, welcomeFrame } from "../../support/fake_server.ts";
import { settled } from "../../support/virtual_clock.ts";
import { Stage, type StageOptions } from "./stage.ts";

/** Someone called ann in a room with bob. */
async function inRoom(options: StageOptions = {}) {
  const stage = new Stage({ nick: "ann", ...options });
  const { peer } = await stage.server.welcome({ members: ["ann", "bob"], count: 2 });
  await stage.seen("ann, bob");
  return { stage, peer };
}

function bells(stage: Stage): number {
  return stage.output.split("\x07").length - 1;
}

function lastRow(stage: Stage): string {
  return stage.emulator.screen.at(-1)?.trimEnd() ?? "";
}

Deno.test("a screen shows one's own message on its way, and in the same row when it is stored", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  stage.type("hello\r");
  const { cid, text } = await peer.next("say");
  const before = await stage.seen(/^ {4}… ann: hello$/m);
  peer.send(msgFrame(1, { nick: "ann", cid, text }));
  const after = await stage.seen(/^\d\d:\d\d ann: hello$/m);
  const row = (screen: string) => screen.split("\n").findIndex((line) => line.endsWith("hello"));
  assertEquals(row(after), row(before));
  assertEquals(after.match(/hello/g)?.length, 1);
  const both = stage.writes.filter((text) => (text.match(/hello/g)?.length ?? 0) > 1);
  assertEquals(both.filter((text) => text.includes("…")), [], "never twice, not even for a moment");
});

Deno.test("a screen gives the text of a refused message back to the input", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  stage.type("hello\r");
  const { cid } = await peer.next("say");
  peer.send({ type: "error", code: "not_saved", message: "The disk is full", cid });
  await stage.seen(
    /!! Not sent: The server cannot write its log. The text is in the input\s+again/,
  );
  assertEquals(lastRow(stage), "ann> hello");
});

Deno.test("a screen does not say that nothing was missed where the log was started anew", async () => {
  await using stage = new Stage({ nick: "ann" });
  const { peer } = await stage.server.welcome({ last: 4 }, oldFrames(1, 4));
  await stage.seen("You are ann");
  peer.cut();
  await stage.seen("The connection broke");
  const back = stage.server.welcome({ last: 0 });
  await stage.clock.advance(1_000);
  await back;
  const screen = await stage.seen(/Connected again/);
  assertMatch(screen, /The log of lobby was started anew[^]*-- Connected again$/m);
});

Deno.test("a screen lets the next letters replace a refused text, and any other key keep it", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  const refuse = async () => {
    const { cid } = await peer.next("dm");
    peer.send({ type: "error", code: "no_such_nick", message: "Nobody is called so", cid });
    await stage.seen(/ann> \/msg nobody hi$/);
  };
  stage.type("/msg nobody hi\r");
  await refuse();
  stage.type("bye");
  await stage.seen(/ann> bye$/);
  stage.type("\x15/msg nobody hi\r");
  await refuse();
  // the key End goes on with the text
  stage.type("\x1b[F!");
  await stage.seen(/ann> \/msg nobody hi!$/);
});

Deno.test("a screen keeps a refused text for C-y where something else is being typed", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  stage.type("/msg nobody psst\rnext ");
  const { cid } = await peer.next("dm");
  peer.send({ type: "error", code: "no_such_nick", message: "Nobody is called so", cid });
  await stage.seen("!! Not sent (Nobody");
  stage.type("\x19");
  await stage.seen(/ann> next \/msg nobody psst$/);
});

Deno.test("a screen names the text of a refused message where something else is being typed", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  stage.type("/msg nobody psst\rsomething else");
  const { cid } = await peer.next("dm");
  peer.send({ type: "error", code: "no_such_nick", message: "Nobody is called so", cid });
  await stage.seen("!! Not sent (Nobody here is called 'nobody'): /msg nobody psst");
  assertEquals(lastRow(stage), "ann> something else");
});

Deno.test("a screen keeps what was wrong in the input, and tells it below until the next key", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  stage.type("/whatever you say\r");
  await stage.seen("Unknown command /whatever");
  assertEquals(stage.emulator.screen.at(-2)?.trimEnd(), "ann> /whatever you say");
  stage.type("!");
  await stage.seen(/ann> \/whatever you say!$/);
  assertEquals(peer.rest(), []);
});

Deno.test("a screen does not ring for what was said before the user came", async () => {
  await using stage = new Stage({ nick: "ann" });
  await stage.server.welcome({ last: 1 }, [msgFrame(1, { text: "old ann", old: true })]);
  await stage.seen("old ann");
  assertEquals(bells(stage), 0);
});

Deno.test("a screen takes a nickname before the server asks, and asks again where it is refused", async () => {
  await using stage = new Stage({ isDown: true });
  await stage.seen("Nickname:");
  stage.type("bob\r");
  stage.server.down = false;
  const accepted = stage.server.accept();
  await stage.clock.advance(5_000);
  const peer = await accepted;
  peer.send("NICKNAME_REQUEST\n");
  assertEquals((await peer.next("hello")).nick, "bob");
  peer.send({ type: "error", code: "nick_taken", message: "The nickname 'bob' is taken" });
  await stage.seen("!! The nickname 'bob' is taken");
  assertEquals(lastRow(stage), "Nickname:");
  stage.type("rob\r");
  assertEquals((await peer.next("hello")).nick, "rob");
});

Deno.test("a screen shows a password as dots, and never calls it back", async () => {
  await using stage = new Stage({ nick: "ann" });
  const peer = await stage.server.accept();
  Object.assign(peer, { isPrivate: true });
  peer.send("NICKNAME_REQUEST\n");
  await peer.next("hello");
  peer.send({ type: "error", code: "password", message: "A password is wanted" });
  await stage.seen("Password:");
  stage.type("hunter2");
  await stage.seen(/^Password: •{7}$/m);
  stage.type("\r");
  assertEquals((await peer.next("hello")).password, "hunter2");
  peer.send({ type: "error", code: "password", message: "The password is wrong" });
  await stage.seen("!! The password is wrong");
  stage.type("\x1b[A\x10secret\r");
  assertEquals((await peer.next("hello")).password, "secret");
  assert(!/hunter2|secret/.test(stage.output), "it is on no screen");
});

Deno.test("a screen leaves by C-c and the like, and leaves nothing of the prompt behind", async () => {
  for (const leave of ["\x03", "\x04", "/quit\r"]) {
    const { stage } = await inRoom();
    stage.type(leave);
    await settled();
    await stage[Symbol.asyncDispose]();
    assertEquals(await stage.ended, 0, JSON.stringify(leave));
    assert(!stage.emulator.screen.join("\n").includes("ann>"), JSON.stringify(leave));
  }
});

Deno.test("a screen leaves at once when it is told so twice", async () => {
  const { stage } = await inRoom();
  await using _ = stage;
  stage.type("\x03\x03");
  assertEquals(await stage.ended, 0);
  assertEquals(stage.clock.now(), 0);
});

Deno.test("a screen stays raw when the chat is over, with the reason, the unsent and the draft", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  stage.type("never stored\r");
  await peer.next("say");
  stage.type("half a sen");
  await stage.seen("half a sen");
  peer.send({ type: "error", code: "kicked", message: "too loud" });
  const screen = await stage.seen(/ {3}-- Enter leaves$/);
  assertMatch(
    screen,
    /!! You were removed from the chat: too loud\. The chat is over\n {3}!! 1 message was not sent:\n {3}-- never stored\n {3}-- You were typing:\n {3}-- half a sen\n {3}-- Enter leaves$/,
  );
  for (const typed of ["tence; reboot", "\r", "again\rand again", "\r", "\x04", "\x1b"]) {
    stage.type(typed);
    await settled();
    await stage.clock.advance(1_000);
    assertEquals(stage.isRaw, true, JSON.stringify(typed));
  }
  assert(!stage.output.includes("reboot"));
  stage.type("\r");
  assertEquals(await stage.ended, 1);
  await stage.shown;
  assertEquals(stage.emulator.screen.at(-1), "   -- half a sen", "told once");
});

Deno.test("a screen on which the chat is over is left by C-c too, whatever was typed", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  peer.send({ type: "error", code: "kicked", message: "ann was removed" });
  await stage.seen("Enter leaves");
  stage.type("tence\x03");
  assertEquals(await stage.ended, 1);
});

Deno.test("a screen clears what is typed at C-c, says so, and leaves at the next", async () => {
  for (const draft of ["a draft", "\x1b[200~two\rrows\x1b[201~", "a draft\x12hel"]) {
    const { stage, peer } = await inRoom();
    await using _ = stage;
    stage.type(`${draft}\x03`);
    await stage.seen("Cleared: Ctrl-Y or Up brings it back. Ctrl-C again leaves");
    assertEquals(stage.emulator.screen.at(-2)?.trimEnd(), "ann>");
    stage.type("\x1b[A!\r");
    assertMatch((await peer.next("say")).text, /^(?:a draft|two\nrows)!$/);
    stage.type("\x03");
    await settled();
    await stage[Symbol.asyncDispose]();
    assertEquals(await stage.ended, 0);
  }
});

Deno.test("a screen shows what was being typed when the system ends it", async () => {
  for (const typed of ["a draft", "a draft\x1b[A", "a draft\x12x"]) {
    const { stage } = await inRoom();
    stage.type(typed);
    await settled();
    stage.stop();
    await stage[Symbol.asyncDispose]();
    assertMatch(stage.output.slice(-200), /-- You were typing:[^]*-- a draft/);
  }
});

Deno.test("a screen gives the terminal back at C-z, and takes it again when it goes on", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  stage.type("half a tho\x1a");
  await stage.seen("Stopped: fg goes on");
  await settled();
  assertEquals([stage.suspensions, stage.isRaw], [1, false]);
  assertEquals(stage.writes.at(-1), "\x1b[?2026l\x1b[?1004l\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[0m");
  assert(!(await stage.seen("fg")).includes("half a tho"));
  stage.continue("$ fg\r\nchat join\r\n");
  await stage.seen(/^chat join\nann> half a tho$/m);
  assertEquals(stage.isRaw, true);
  assertEquals(stage.output.split("\x1b[?2004h").length - 1, 2);
  peer.send(msgFrame(1, { text: "meanwhile" }));
  await stage.seen(/chat join\n.*meanwhile\nann> half a tho$/);
});

Deno.test("a screen goes on by itself where the system does not stop it at C-z", async () => {
  const { stage } = await inRoom();
  await using _ = stage;
  stage.type("half\x1a");
  await settled();
  assertEquals(stage.isRaw, false);
  await stage.clock.advance(SUSPEND_MS);
  await stage.seen(/^ann> half$/m);
  assertEquals(stage.isRaw, true);
});

Deno.test("a screen draws once after fg, although its time to be stopped is over by then", async () => {
  const { stage } = await inRoom();
  await using _ = stage;
  stage.type("one\x1b\rtwo\x1a");
  await settled();
  await stage.clock.advance(SUSPEND_MS);
  await stage.seen(/^ann> one\n {5}two$/m);
  stage.continue("");
  stage.type("!");
  const screen = await stage.seen("two!");
  assertEquals(screen.match(/ann> one/g)?.length, 1);
});

Deno.test("a screen rings at C-z where the system cannot stop a program", async () => {
  const { stage } = await inRoom({ suspends: false });
  await using _ = stage;
  stage.type("half\x1a!");
  await stage.seen(/^ann> half!$/m);
  assertEquals([stage.isRaw, bells(stage)], [true, 1]);
});

Deno.test("a screen ends in order when the system wants that right after C-z", async () => {
  const { stage } = await inRoom();
  stage.type("a draft\x1a");
  await settled();
  stage.stop();
  await stage[Symbol.asyncDispose]();
  assertEquals(await stage.ended, 0);
  assertMatch(stage.emulator.screen.join("\n"), /-- a draft$/);
});

Deno.test("a screen that was stopped by another program draws below what that has printed", async () => {
  const { stage } = await inRoom();
  await using _ = stage;
  stage.type("one\x1b\rtwo\x1b\rthree");
  await stage.seen("three");
  stage.continue("\r\n[1]+ Stopped\r\n$ fg\r\nchat join\r\n");
  await stage.seen(/Stopped.*\n\$ fg\nchat join\nann> one\n {5}two\n {5}three/);
  assertEquals(stage.output.split("\x1b[?2004h").length, 3);
});

Deno.test("a screen restores the terminal when something breaks", async () => {
  const { stage } = await inRoom();
  stage.session.outbox.add = () => {
    throw new Error("broken on purpose");
  };
  stage.type("hello\r");
  await assertRejects(() => stage.ended, Error, "broken on purpose");
  assertEquals(stage.isRaw, false);
  await stage.shown;
});

Deno.test("a screen says that the server goes down, waits for it, and tells what was missed", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  peer.send({ type: "shutdown", message: "The server is shutting down" });
  peer.end();
  await stage.seen("!! The server is shutting down. What you type is kept and sent later");
  const back = stage.server.welcome({ last: 3 }, oldFrames(1, 3));
  await stage.clock.advance(20_000);
  await back;
  const screen = await stage.seen("-- Connected again, 3 messages missed, all loaded");
  assertEquals(screen.match(/shutting down/g)?.length, 1);
});

Deno.test("a screen shows a cut only when it lasts, and counts down to the next try", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  stage.server.down = true;
  peer.cut();
  await stage.seen("kept and sent later");
  assert(!stage.emulator.screen.join("\n").includes("Trying again"));
  await stage.clock.advance(400);
  await stage.seen("Trying again");
  stage.type("one\rtwo\r");
  await stage.seen("(2 to be sent)");
});

Deno.test("a screen says why messages wait, and for how long, when the server takes no more", async () => {
  await using stage = new Stage({ nick: "ann" });
  const limits = { rate: 1, burst: 2 };
  const { peer } = await stage.server.welcome({ limits: { ...welcomeFrame().limits, ...limits } });
  await stage.seen("You are");
  stage.type("1\r2\r3\r4\r5\r");
  await peer.next("say");
  await stage.clock.advance(1_000);
  await stage.seen(/takes 1 message a second from each: \d waits?, for \d s/);
  peer.send({ type: "error", code: "slow_down", message: "Too fast", retry_ms: 2_500 });
  await stage.seen("!! You send too fast; your messages are delayed (for 3 s)");
  assertMatch(stage.emulator.screen.join("\n"), /… ann: 5$/m);
});

Deno.test("a screen names no rate where messages wait for an answer to what is before them", async () => {
  await using stage = new Stage({ nick: "ann" });
  const limits = { ...welcomeFrame().limits, rate: 1, burst: 9 };
  const { peer } = await stage.server.welcome({ limits });
  await stage.seen("You are");
  stage.type("hello\r/nick eve\rafter\r");
  await peer.next("say");
  await stage.clock.advance(1_000);
  const screen = await stage.seen(/… ann: hello\n {4}… \/nick eve\n {4}… ann: after$/m);
  assertEquals(screen.includes("a second from each"), false);
});

Deno.test("a screen tells in one line of people who come or go at the same time", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  const ts = new Date(2026, 10, 23, 12, 1).toISOString();
  for (const nick of ["cy", "dan", "eve"]) peer.send({ type: "joined", ts, nick });
  peer.send(msgFrame(1, { nick: "dan", text: "hello", ts }));
  for (const nick of ["cy", "eve"]) peer.send({ type: "left", ts, nick });
  const screen = await stage.seen("left");
  assertMatch(screen, /→ cy, dan, eve joined\n12:01 dan: hello\n12:01 ← cy, eve left$/m);
});

Deno.test("a screen does not tell that people come back after a cut who were there before", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  const ts = new Date(2026, 10, 23, 12, 1).toISOString();
  peer.send({ type: "joined", ts, nick: "cy" });
  await stage.seen("cy joined");
  peer.send({ type: "shutdown", message: "The server is shutting down" });
  peer.end();
  await stage.seen("shutting down");
  const back = stage.server.welcome({ members: ["ann"], count: 1 });
  await stage.clock.advance(20_000);
  const again = await back;
  await stage.seen("Connected again");
  for (const nick of ["bob", "cy", "dan"]) again.peer.send({ type: "joined", ts, nick });
  const screen = await stage.seen("dan joined");
  assertEquals(screen.match(/joined/g)?.length, 2);
});

Deno.test("a screen does not tell that somebody joined who was named already", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  const ts = msgFrame(1).ts;
  const came = (nick: string) => ({ type: "joined", ts, nick }) as const;
  peer.send(came("bob"), came("cy"), { type: "left", ts, nick: "bob" }, came("bob"));
  const screen = await stage.seen("← bob left");
  await settled();
  assertEquals((await stage.seen("cy joined")).match(/bob joined/g)?.length, 1);
  assert(screen.includes("→ cy joined"));
});

Deno.test("a screen shows what the cache knows, until the server tells it again", async () => {
  const message = msgFrame(5, { text: "told again" });
  const at = new Date(message.ts);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
  const cached = [`[${day} ${time}] bob: told again`, `[${day} ${time}] bob: only here`];
  await using stage = new Stage({ nick: "ann", cached });
  await stage.seen("only here");
  await stage.server.welcome({ last: 5 }, [{ ...message, old: true }]);
  const screen = await stage.seen("You are ann");
  assertEquals(screen.match(/told again/g)?.length, 1);
  assert(screen.indexOf("only here") < screen.indexOf("told again"), screen);
});

Deno.test("a screen shows each folded message as a whole, the latest first, then the one before", async () => {
  const { stage, peer } = await inRoom({ size: { columns: 80, rows: 60 } });
  await using _ = stage;
  const rows = (name: string) => Array.from({ length: 30 }, (_, i) => `${name} ${i}`).join("\n");
  peer.send(msgFrame(1, { text: rows("one") }), msgFrame(2, { text: rows("two") }));
  stage.paste(rows("own"));
  stage.type("\r");
  const { cid, text } = await peer.next("say");
  peer.send(msgFrame(3, { nick: "ann", cid, text }));
  await stage.seen("own 0");
  for (const name of ["own", "two", "one"]) {
    assert(!stage.emulator.screen.join("\n").includes(`${name} 29`), name);
    stage.type("/more\r");
    await stage.seen(`${name} 29`);
  }
  stage.type("/more\r");
  await stage.seen("No other message is folded");
});

Deno.test("a screen shows the folded messages of an older page, and no more than MAX_FOLDED_MESSAGES", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  const text = (id: number) => Array.from({ length: 30 }, (_, i) => `m${id} ${i}`).join("\n");
  for (let id = 1; id <= MAX_FOLDED_MESSAGES + 1; id++) peer.send(msgFrame(id, { text: text(id) }));
  await stage.seen(`m${MAX_FOLDED_MESSAGES + 1} 0`);
  for (let id = MAX_FOLDED_MESSAGES + 1; id > 1; id--) {
    stage.type("/more\r");
    await stage.seen(`m${id} 29`);
  }
  stage.type("/more\r");
  await stage.seen("No other message is folded");
  assert(!stage.output.includes("m1 29"));
});

Deno.test("a screen takes back that there is no connection as soon as there is one", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  stage.server.down = true;
  peer.cut();
  await stage.seen("kept and sent later");
  stage.type("/who\r");
  await stage.seen("Not connected: try again when the connection is back");
  stage.server.down = false;
  const back = stage.server.welcome();
  await stage.clock.advance(20_000);
  const again = await back;
  await stage.seen("Connected again");
  await settled();
  const screen = await stage.seen(/ann> \/who$/);
  assert(!screen.includes("Not connected"), screen);
  stage.type("\r");
  await again.peer.next("who");
});

Deno.test("a screen tries a waiting connection at once when Enter is pressed on an empty line", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  stage.server.down = true;
  peer.cut();
  await stage.clock.advance(60_000);
  await stage.seen("Trying again in");
  stage.server.down = false;
  const back = stage.server.welcome();
  stage.type("\r");
  await back;
  await stage.seen("Connected again");
});

Deno.test("a screen pages back through the past, each time further", async () => {
  await using stage = new Stage({ nick: "ann" });
  const { peer } = await stage.server.welcome({ last: 30 }, oldFrames(21, 30));
  await stage.seen("You are");
  stage.type("/history 5\r");
  assertEquals(await peer.next("history"), { type: "history", before: 21, limit: 5 });
  peer.send(...oldFrames(16, 20), { type: "history", first: 16, last: 20, count: 5 });
  const screen = await stage.seen("up to here");
  assertMatch(screen, /-- 5 older messages:\n.*text 16\n(.*\n)*.*text 20\n {3}-- up to here/);
  stage.type("/history\r");
  assertEquals(await peer.next("history"), { type: "history", before: 16, limit: 20 });
  peer.send({ type: "history", first: 0, last: 0, count: 0 });
  await stage.seen("There are no older messages");
});

Deno.test("a screen goes to another room, and shows its name and its people", async () => {
  const { stage, peer } = await inRoom();
  await using _ = stage;
  stage.type("/room dev\r");
  assertEquals((await peer.next("join")).room, "dev");
  await stage.seen("… /room dev");
  const limits = {
    line_bytes: 16384,
    text_bytes: 7680,
    text_lines: 100,
    nick_columns: 32,
    rate: 0,
    burst: 0,
    history: 10,
  };
  peer.send({
    ...{ type: "welcome", v: 1, server: "fake", nick: "ann", room: "dev", resume: "r" },
    ...{ last: 0, members: ["ann", "cy"], count: 2, limits },
  }, { type: "live" });
  await stage.seen("You are ann in dev");
  assertMatch(lastRow(stage), /^#dev ann>$/);
  stage.type("c\t");
  await stage.seen("#dev ann> cy:");
});

Deno.test("a screen refuses a paste that could never be sent, and says what fits", async () => {
  const { stage } = await inRoom();
  await using _ = stage;
  stage.paste("x".repeat(70_000));
  await stage.seen("Too much was pasted, and it was dropped: a message has at most 7680 bytes");
  assertEquals(stage.emulator.screen.at(-2)?.trimEnd(), "ann>");
});

Deno.test("a screen offers what an earlier client could not send", async () => {
  const command = { kind: "say", text: "from last time" } as const;
  const items = [{ cid: "old-1", command, room: "lobby", nicks: ["ann"] }];
  let recovered: RecoveredMessages | undefined;
  const stage = new Stage({
    nick: "ann",
    recovered: (session) => recovered = new RecoveredMessages(items, session),
  });
  await using _ = stage;
  const { peer } = await stage.server.welcome();
  await stage.seen("You are");
  assertEquals(recovered?.items.length, 1);
  stage.type("/resend\r");
  const { cid, room, text } = await peer.next("say");
  assertEquals([cid, room, text], ["old-1", "lobby", "from last time"]);
  stage.type("/resend\r");
  await stage.seen("Nothing is left unsent from last time");
  stage.type("\x15/forget\r");
  await stage.seen("Nothing is left unsent from last time");
});

Deno.test("a screen says what the old server cannot do, before and when it is asked", async () => {
  await using stage = new Stage({ nick: "ann" });
  const peer = await stage.server.accept();
  peer.send("NICKNAME_REQUEST");
  await settled();
  await stage.clock.advance(400);
  await peer.until("the nickname", ({ writes }) => writes.join("") === "ann");
  peer.send("Истории чата еще нет.\n");
  await stage.seen("This is an older server");
  stage.type("/who\r");
  await stage.seen("This server does not support that");
});
