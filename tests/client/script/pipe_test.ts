import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { LAST_OUTPUT_MS } from "../../../client/limits.ts";
import { msgFrame, oldFrames, welcomeFrame } from "../../support/fake_server.ts";
import { settled } from "../../support/virtual_clock.ts";
import { Script } from "./script.ts";

Deno.test("runPipe keeps what a person types away from the shell when others end it, until an empty line", async () => {
  const t = new Script({ typed: true });
  const { peer } = await t.server.welcome({ nick: "bot" });
  await settled();
  await t.write("rm -r ");
  peer.send({ type: "error", code: "kicked", message: "too loud" });
  peer.end();
  let isOver = false;
  void t.done.then(() => isOver = true);
  await settled();
  assertEquals(t.warnings, ["Gave up: You were removed from the chat: too loud", "Enter leaves"]);
  await t.write("half a line\n");
  await settled();
  assertEquals(isOver, false);
  await t.write("\n");
  assertEquals(await t.done, false);
});

Deno.test("runPipe sends its input and ends when all of it is acknowledged", async () => {
  const script = new Script();
  await script.write("deploy ");
  await script.write("done\r\n\n  indented");
  await script.end();
  const { peer, hello } = await script.server.welcome({ nick: "bot" });
  assertEquals([hello.nick, hello.history], ["bot", 0]);
  const first = await peer.next("say");
  const second = await peer.next("say");
  assertEquals([first.text, second.text], ["deploy done", "  indented"]);
  peer.send(msgFrame(1, { nick: "bot", cid: first.cid }));
  await settled();
  assertEquals(peer.rest(), [], "it does not leave before the last acknowledgement");
  peer.send(msgFrame(2, { nick: "bot", cid: second.cid }));
  await peer.next("bye");
  peer.end();
  assertEquals(await script.done, true);
  assertEquals([script.output, script.warnings], ["", []]);
  assertEquals(script.clock.pending, 0);
});

Deno.test("runPipe gives up with the reason when there is no server", async () => {
  const script = new Script({ down: true });
  await script.write("hello\n");
  await script.end();
  await settled();
  const atOnce = "No server is running there; trying again in 1 s";
  assertEquals(script.warnings, [atOnce]);
  await script.clock.advance(9_999);
  assertEquals(script.warnings, [atOnce]);
  await script.clock.advance(1);
  assertEquals(await script.done, false);
  assertEquals(script.warnings, [
    atOnce,
    "1 message was not acknowledged: No server is running there",
  ]);
});

Deno.test("runPipe says once what answers in place of a chat server, whatever came before", async () => {
  const script = new Script({ follow: true });
  const other = async (text: string) => {
    const peer = await script.server.accept();
    if (text === "") peer.cut();
    else peer.send(text);
    const { dials } = script.server;
    while (script.server.dials === dials) await script.clock.advance(100);
  };
  for (const text of ["", "", "HTTP/1.1 400 Bad Request\r\n", "", "HTTP/1.1 400 Bad Request\r\n"]) {
    await other(text);
  }
  const [first = "", second = "", ...more] = script.warnings;
  assertStringIncludes(first, "The connection broke: reset; trying again in");
  assertStringIncludes(second, "That is a web port: use a browser or the chat port; trying again");
  assertEquals(more, []);
  script.stop();
  await script.done;
});

Deno.test("runPipe gives up when the acknowledgement never comes", async () => {
  const script = new Script();
  await script.write("hello\n");
  await script.end();
  const { peer } = await script.server.welcome({ nick: "bot" });
  await peer.next("say");
  await script.clock.advance(10_000);
  assertEquals(await script.done, false);
  assertEquals(script.warnings, [
    "1 message was not acknowledged: no acknowledgement for 10 seconds",
  ]);
});

Deno.test("runPipe says why its nickname is refused", async () => {
  const script = new Script();
  await script.end();
  const peer = await script.server.accept();
  peer.send("NICKNAME_REQUEST\n");
  await peer.next("hello");
  peer.send({ type: "error", code: "nick_taken", message: "The nickname 'bot' is taken" });
  assertEquals(await script.done, false);
  assertEquals(script.warnings, ["Gave up: The nickname 'bot' is taken"]);
});

Deno.test("runPipe names a line that is too long, sends the others, and fails", async () => {
  const script = new Script();
  await script.write("short\n" + "x".repeat(8_000) + "\n" + "y".repeat(20_000) + "\nlast\n");
  await script.end();
  const { peer } = await script.server.welcome({ nick: "bot" });
  for (const [i, text] of ["short", "last"].entries()) {
    const said = await peer.next("say");
    assertEquals(said.text, text);
    peer.send(msgFrame(i + 1, { nick: "bot", cid: said.cid }));
  }
  await peer.next("bye");
  peer.end();
  assertEquals(await script.done, false);
  assertEquals(script.warnings, [
    "Line 2 was not sent: The message has 8000 bytes; the maximum is 7680",
    "Line 3 was not sent: it is longer than 16384 bytes",
  ]);
});

Deno.test("runPipe hands on the reason when the server does not save a message", async () => {
  const script = new Script();
  await script.write("hello\n");
  await script.end();
  const { peer } = await script.server.welcome({ nick: "bot" });
  const { cid } = await peer.next("say");
  peer.send({ type: "error", code: "not_saved", message: "The disk is full", cid });
  await peer.next("bye");
  peer.end();
  assertEquals(await script.done, false);
  assertEquals(script.warnings, ["Refused: The server cannot write its log"]);
});

Deno.test("runPipe prints what others say as readable lines, cleaned", async () => {
  const script = new Script({ history: 2 });
  await script.end();
  const hostile = msgFrame(3, { text: "red \x1b[31malert\nsecond", old: true });
  const { peer } = await script.server.welcome({ nick: "bot", last: 3 }, [
    msgFrame(2, { nick: "ann", old: true }),
    hostile,
  ]);
  await peer.next("bye");
  peer.end();
  assertEquals(await script.done, true);
  const lines = script.output.split("\n");
  assert(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] ann: text 2$/.test(lines[0] ?? ""), lines[0]);
  assert(lines[1]?.endsWith("] bob: red alert"), lines[1]);
  assertEquals(lines.slice(2), ["    | second", ""]);
});

Deno.test("runPipe --json prints frames without the session's secret", async () => {
  const script = new Script({ json: true, history: 1 });
  await script.write("hi\n");
  await script.end();
  const { peer } = await script.server.welcome({ nick: "bot", last: 1 }, oldFrames(1, 1));
  const { cid } = await peer.next("say");
  peer.send({ type: "joined", ts: "t", nick: "eve" }, msgFrame(2, { nick: "bot", cid }));
  await peer.next("bye");
  peer.end();
  assertEquals(await script.done, true);
  const frames = script.output.trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(frames.map(({ type }) => type), ["welcome", "msg", "live", "joined", "msg"]);
  assertEquals(frames[1], { ...msgFrame(1), old: true });
  assertEquals(frames[4], msgFrame(2, { nick: "bot", cid }));
  assert(!script.output.includes("secret"));
});

Deno.test("runPipe without input prints the history it was asked for, and ends", async () => {
  const script = new Script({ history: 3 });
  await script.end();
  const { peer, hello } = await script.server.welcome({ nick: "bot", last: 9 }, oldFrames(7, 9));
  assertEquals(hello.history, 3);
  await peer.next("bye");
  peer.end();
  assertEquals(await script.done, true);
  assertEquals(script.output.split("\n").length, 4);
});

Deno.test("runPipe --follow stays after the end of input and comes back after a cut", async () => {
  const script = new Script({ follow: true });
  await script.end();
  const { peer } = await script.server.welcome({ nick: "bot", last: 3 });
  await script.clock.advance(19_999);
  peer.send(msgFrame(4));
  await script.printed("text 4");
  peer.cut();
  await script.clock.advance(0);
  const back = await script.server.welcome({ nick: "bot", last: 5 }, [msgFrame(5, { old: true })]);
  assertEquals(back.hello.since, 4);
  await script.printed("text 5");
  assertEquals(script.warnings, [
    "The connection broke: reset; trying again in 0 s",
    "Connected again",
  ]);
  script.stop();
  await back.peer.next("bye");
  back.peer.end();
  assertEquals(await script.done, true);
});

Deno.test("runPipe --follow misses nothing of a room that was empty, whatever its log is called", async () => {
  const script = new Script({ follow: true });
  const { peer } = await script.server.welcome({ nick: "bot", last: 0, log: "a" });
  await script.clock.advance(19_999);
  peer.cut();
  await script.clock.advance(0);
  const again = { nick: "bot", last: 1, log: "b", other_log: true } as const;
  const back = await script.server.welcome(again, [msgFrame(1, { old: true })]);
  await script.printed("text 1");
  assertEquals(script.warnings.at(-1), "Connected again");
  script.stop();
  await back.peer.next("bye");
  back.peer.end();
  assertEquals(await script.done, true);
});

Deno.test("runPipe --follow waits for its nickname while its lost session may hold it", async () => {
  const script = new Script({ follow: true });
  const { peer } = await script.server.welcome({ nick: "bot" });
  await script.clock.advance(6_000);
  peer.cut();
  await script.clock.advance(0);
  const back = await script.server.accept();
  back.send("NICKNAME_REQUEST\n");
  await back.next("hello");
  back.send({ type: "error", code: "nick_taken", message: "taken" });
  await script.clock.advance(3_000);
  assertEquals((await back.next("hello")).nick, "bot");
  back.send(welcomeFrame({ nick: "bot" }), { type: "live" });
  await settled();
  script.stop();
  await back.next("bye");
  back.end();
  assertEquals(await script.done, true);
});

Deno.test("runPipe sends what was read and ends quietly when nobody reads its output", async () => {
  const script = new Script({ json: true, follow: true });
  script.failure = new Deno.errors.BrokenPipe("Broken pipe (os error 32)");
  await script.write("one\n");
  const { peer } = await script.server.welcome({ nick: "bot" });
  const { cid } = await peer.next("say");
  peer.send(msgFrame(1, { nick: "bot", cid }));
  await peer.next("bye");
  peer.end();
  assertEquals(await script.done, true);
  assertEquals(script.warnings, []);
  assert(script.inputCancelled);
});

Deno.test("runPipe sends what was read and fails when its output cannot be written", async () => {
  const script = new Script({ json: true, follow: true });
  script.failure = Object.assign(new Error("No space left"), { code: "ENOSPC" });
  await script.write("one\n");
  const { peer } = await script.server.welcome({ nick: "bot" });
  const { cid } = await peer.next("say");
  peer.send(msgFrame(1, { nick: "bot", cid }));
  await peer.next("bye");
  peer.end();
  assertEquals(await script.done, false);
  assertEquals(script.warnings, [
    "Cannot write the output: the disk is full",
  ]);
  assert(script.inputCancelled);
});

Deno.test("runPipe sends what was read and fails when its input cannot be read", async () => {
  const script = new Script();
  await script.write("one\n");
  const { peer } = await script.server.welcome({ nick: "bot" });
  const { cid } = await peer.next("say");
  await script.breakInput(Object.assign(new Error("I/O error"), { code: "EIO" }));
  peer.send(msgFrame(1, { nick: "bot", cid }));
  await peer.next("bye");
  peer.end();
  assertEquals(await script.done, false);
  assertEquals(script.warnings, ["Cannot read the input: the disk reports an error"]);
});

Deno.test("runPipe waits for its reader, after a signal for a second", async () => {
  const script = new Script({ json: true, follow: true });
  script.isStuck = true;
  const { peer } = await script.server.welcome({ nick: "bot" });
  await settled();
  script.stop();
  await peer.next("bye");
  peer.end();
  let done = false;
  script.done.then(() => done = true);
  await script.clock.advance(LAST_OUTPUT_MS - 1);
  assertEquals(done, false);
  await script.clock.advance(1);
  assertEquals(await script.done, false);
  assertEquals(script.warnings, ["Stopped before all output was read"]);
});

Deno.test("runPipe reads no more input than it can have acknowledged", async () => {
  const script = new Script();
  await script.write("x\n".repeat(500));
  await settled();
  assertEquals(script.session.outbox.size, 200);
  script.stop();
  assertEquals(await script.done, false);
  assertStringIncludes(script.warnings.join(), "200 messages were not acknowledged");
});

Deno.test("runPipe sends a long input to its end, in order", async () => {
  const script = new Script();
  await script.write(Array.from({ length: 1000 }, (_, i) => `line ${i}\n`).join(""));
  await script.end();
  const { peer } = await script.server.welcome({ nick: "bot" });
  for (let i = 0; i < 1000; i++) {
    const said = await peer.next("say");
    assertEquals(said.text, `line ${i}`);
    peer.send(msgFrame(i + 1, { nick: "bot", cid: said.cid }));
  }
  await peer.next("bye");
  peer.end();
  assertEquals(await script.done, true);
});

Deno.test("runPipe says nothing into another room, where an operator has removed it from its own", async () => {
  const script = new Script();
  const { peer } = await script.server.welcome({ nick: "bot" });
  await script.write("one\n");
  const { cid } = await peer.next("say");
  peer.send(msgFrame(1, { nick: "bot", cid, text: "one" }));
  await settled();
  peer.send({ type: "error", code: "removed", message: "", by: "ann", room: "lobby" });
  peer.send(welcomeFrame({ nick: "bot", room: "den" }), { type: "live" });
  await settled();
  await script.write("two\n");
  await script.end();
  await peer.next("bye");
  peer.end();
  assertEquals(await script.done, false);
  assertEquals(peer.writes.join("").includes("two"), false);
  assertEquals(script.warnings.at(-1), "Refused: You are not in that room");
});

Deno.test("runPipe ends when the session goes on elsewhere", async () => {
  const script = new Script({ follow: true });
  const { peer } = await script.server.welcome({ nick: "bot" });
  peer.send({ type: "error", code: "replaced", message: "This session goes on elsewhere" });
  assertEquals(await script.done, false);
  assertEquals(script.warnings, ["Gave up: This session continues on another connection"]);
});

Deno.test("runPipe waits for the old server to take all before it says that it did", async () => {
  const script = new Script();
  await script.write("one\ntwo\n");
  await script.end();
  const peer = await script.server.accept();
  peer.send("NICKNAME_REQUEST");
  await script.clock.advance(300);
  peer.send("Истории чата еще нет.\n");
  await script.clock.advance(1_000);
  assertEquals(peer.writes, ["bot", "one", "two"]);
  await peer.until("the end of input", ({ writeClosed }) => writeClosed);
  assert(!peer.closed);
  peer.end();
  assertEquals(await script.done, true);
});

Deno.test("runPipe fails when the old server breaks off right after a message", async () => {
  const script = new Script();
  await script.write("one\n");
  await script.end();
  const peer = await script.server.accept();
  peer.send("NICKNAME_REQUEST");
  await script.clock.advance(300);
  peer.send("Истории чата еще нет.\n");
  await script.clock.advance(150);
  assertEquals(peer.writes, ["bot", "one"]);
  peer.cut();
  assertEquals(await script.done, false);
  assertStringIncludes(script.warnings.join(), "may or may not have arrived");
});

Deno.test("runPipe refuses a line that is not UTF-8, and sends the others", async () => {
  const script = new Script();
  await script.writeBytes(Uint8Array.of(0xcf, 0xf0, 0x0a, 0x61, 0, 0x0a));
  await script.write("fine\n");
  await script.end();
  const { peer } = await script.server.welcome({ nick: "bot" });
  const { text, cid } = await peer.next("say");
  assertEquals(text, "fine");
  peer.send(msgFrame(1, { nick: "bot", cid }));
  await peer.next("bye");
  peer.end();
  assertEquals(await script.done, false);
  const why = "was not sent: it is not UTF-8 text";
  assertEquals(script.warnings, [`Line 1 ${why}`, `Line 2 ${why}`]);
});
