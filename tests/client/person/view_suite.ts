/** What every view must do, seen as a person sees it: one suite, run on each of them. */

import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { msgFrame } from "../../support/fake_server.ts";
import { settled } from "../../support/virtual_clock.ts";
import { Stage, type StageOptions } from "./stage.ts";

/** A kind of terminal, on which the client chooses its view. */
export interface ViewPlace {
  readonly facts: NonNullable<StageOptions["facts"]>;
  /** What the terminal sends for Enter. */
  readonly enter: string;
  /** What deletes a line that was not accepted; empty where it is not kept. */
  readonly erase: string;
}

/** Registers the suite for the view of this terminal. */
export function viewSuite(name: string, { facts, enter, erase }: ViewPlace): void {
  const newStage = (options: StageOptions = {}) => new Stage({ facts, ...options });
  const type = (stage: Stage, text: string) => stage.type(text + enter);

  /** Somebody called ann in a room with bob. */
  async function inRoom(options: StageOptions = {}) {
    const stage = newStage({ nick: "ann", ...options });
    const { peer } = await stage.server.welcome({ members: ["ann", "bob"], count: 2 });
    await stage.seen("ann, bob");
    return { stage, peer };
  }

  const test = (behaviour: string, run: () => Promise<void>) =>
    Deno.test(`${name} ${behaviour}`, run);

  test("prints what happens, in order", async () => {
    const { stage, peer } = await inRoom();
    await using _ = stage;
    for (let id = 1; id <= 100; id++) peer.send(msgFrame(id));
    await stage.seen(/text 100$/m);
    for (let id = 1; id < 100; id++) {
      assertLess(stage.output.indexOf(`text ${id}`), stage.output.indexOf(`text ${id + 1}`));
    }
  });

  test("asks for a nickname, and for another where one is wrong or refused", async () => {
    await using stage = newStage();
    await stage.seen("Nickname:");
    type(stage, "x".repeat(33));
    await stage.seen("maximum");
    stage.type(erase);
    type(stage, "bob");
    const peer = await stage.server.accept();
    peer.send("NICKNAME_REQUEST\n");
    assertEquals((await peer.next("hello")).nick, "bob");
    peer.send({ type: "error", code: "nick_taken", message: "The nickname 'bob' is taken" });
    await stage.seen("!! The nickname 'bob' is taken");
    await stage.seen("Nickname:");
    type(stage, "rob");
    assertEquals((await peer.next("hello")).nick, "rob");
  });

  test("sends what is typed, and prints it once when it is stored", async () => {
    const { stage, peer } = await inRoom();
    await using _ = stage;
    type(stage, "hello there");
    const { cid, text } = await peer.next("say");
    peer.send(msgFrame(1, { nick: "ann", cid, text }));
    const screen = await stage.seen(/^\d\d:\d\d ann: hello there$/m);
    assertEquals(screen.match(/ann: hello there/g)?.length, 1);
  });

  test("tells what is wrong with a command, and sends nothing", async () => {
    const { stage, peer } = await inRoom();
    await using _ = stage;
    type(stage, "/whatever you say");
    await stage.seen("Unknown command /whatever");
    assertEquals(peer.rest(), []);
  });

  test("shows a refused text again, with the reason", async () => {
    const { stage, peer } = await inRoom();
    await using _ = stage;
    type(stage, "hello there");
    const { cid } = await peer.next("say");
    peer.send({ type: "error", code: "not_saved", message: "The disk is full", cid });
    const screen = await stage.seen("The server cannot write its log");
    assert(screen.includes("hello there"), screen);
  });

  test("says once that nothing can be stored, and after a cut where else the chat is", async () => {
    const { stage, peer } = await inRoom();
    await using _ = stage;
    peer.send({ type: "waiting", ms: 2_000 }, { type: "waiting", ms: 7_000 }, msgFrame(1));
    const screen = await stage.seen(/text 1$/m);
    assertEquals(screen.match(/database of the server does not answer/g)?.length, 1);
    stage.server.isPrivate = true;
    peer.cut();
    await stage.seen("What you type is kept");
    await stage.clock.advance(1_000);
    const nodes = [{ addr: "b:1" }, { addr: "c:2" }];
    const { peer: again } = await stage.server.welcome({ last: 1, nodes });
    await stage.seen("Connected again");
    again.cut();
    await stage.seen("Other servers of this chat: b:1, c:2");
  });

  test("rings when the user is named or spoken to in private, and for nothing else", async () => {
    const { stage, peer } = await inRoom();
    await using _ = stage;
    const bells = () => stage.output.split("\x07").length - 1;
    peer.send(msgFrame(1, { text: "hello anna" }));
    await stage.seen("anna");
    await settled();
    assertEquals(bells(), 0);
    peer.send(msgFrame(2, { text: "hello ann" }));
    await stage.seen(/hello ann$/m);
    await settled();
    assertEquals(bells(), 1);
    peer.send({ type: "dm", ts: msgFrame(1).ts, nick: "bob", to: "ann", text: "psst", cid: "d" });
    // where there is a bar it tells of a private message
    await stage.seen(/psst|bob 1!/);
    await settled();
    assertEquals(bells(), 2);
  });

  test("does not ring where the user does not want it", async () => {
    const { stage, peer } = await inRoom({ bell: false });
    await using _ = stage;
    peer.send(msgFrame(1, { text: "hello ann" }));
    await stage.seen("hello ann");
    await settled();
    assert(!stage.output.includes("\x07"));
  });

  test("never shows a password", async () => {
    await using stage = newStage({ nick: "ann" });
    const peer = await stage.server.accept();
    Object.assign(peer, { isPrivate: true });
    peer.send("NICKNAME_REQUEST\n");
    await peer.next("hello");
    peer.send({ type: "error", code: "password", message: "A password is wanted" });
    await stage.seen("Password:");
    type(stage, "hunter2");
    assertEquals((await peer.next("hello")).password, "hunter2");
    peer.send({ type: "error", code: "password", message: "The password is wrong" });
    await stage.seen("!! The password is wrong");
    type(stage, "secret");
    assertEquals((await peer.next("hello")).password, "secret");
    assert(!/hunter2|secret/.test(stage.output), stage.output);
  });

  test("tells a cut once, and names at the end what was not sent", async () => {
    const { stage, peer } = await inRoom();
    stage.server.down = true;
    await stage.clock.advance(6_000);
    peer.cut();
    await stage.seen("kept and sent later");
    await stage.clock.advance(30_000);
    type(stage, "never sent");
    await settled();
    stage.hangUp();
    await stage[Symbol.asyncDispose]();
    assertEquals(await stage.ended, 0);
    assertEquals(stage.output.match(/kept and sent later/g)?.length, 1);
    assertMatch(stage.emulator.screen.join("\n"), /1 message was not sent:\n {3}-- never sent$/m);
  });

  test("leaves with 0 when the user wants it, or the system, or the terminal is gone", async () => {
    for (const leave of ["/quit", "exit", "выход", "stop", "hang up"]) {
      const { stage } = await inRoom();
      if (leave === "stop") stage.stop();
      else if (leave === "hang up") stage.hangUp();
      else type(stage, leave);
      await settled();
      await stage[Symbol.asyncDispose]();
      assertEquals(await stage.ended, 0, leave);
    }
  });

  test("asks back where somebody who has said something enters a word that leaves", async () => {
    const { stage, peer } = await inRoom();
    await using _ = stage;
    type(stage, "which word leaves?");
    await peer.next("say");
    type(stage, " exit");
    assertEquals((await peer.next("say")).text, " exit");
    type(stage, "exit");
    await stage.seen("Enter exit again to leave; with a space before it, it is sent");
    stage.type(erase);
    type(stage, "something else");
    assertEquals((await peer.next("say")).text, "something else");
    type(stage, "выход");
    await stage.seen("Enter выход again");
    stage.type(erase);
    type(stage, "выход");
    await settled();
    await stage.clock.advance(1_000);
    assertEquals(await stage.ended, 0);
  });

  test("leaves where the word that was asked back is typed again behind itself, and only then", async () => {
    const { stage, peer } = await inRoom();
    await using _ = stage;
    type(stage, "exitexit");
    assertEquals((await peer.next("say")).text, "exitexit");
    type(stage, "exit");
    await stage.seen("Enter exit again");
    type(stage, "exit");
    await settled();
    await stage.clock.advance(1_000);
    assertEquals(peer.rest().map(({ type }) => type), ["bye"], "nothing was said");
    assertEquals(await stage.ended, 0);
  });

  test("says that one has this nickname and is in this room already, and sends nothing", async () => {
    const { stage, peer } = await inRoom();
    await using _ = stage;
    type(stage, "/nick ann");
    await stage.seen("-- You are ann already");
    type(stage, "/room lobby");
    await stage.seen("-- You are in lobby already");
    assertEquals(peer.rest(), []);
    type(stage, "/room dev");
    await peer.next("join");
    type(stage, "/room lobby");
    await settled();
    assert(stage.output.split("in lobby already").length === 2, "on the way, it is another room");
  });

  test("says that a room is new, where a mistyped name leads", async () => {
    for (const [last, count, isNew] of [[0, 1, true], [0, 2, false], [3, 1, false]] as const) {
      await using stage = newStage({ nick: "ann" });
      await stage.server.welcome({ room: "devv", last, count, members: ["ann"] });
      await stage.seen("You are ann in devv");
      await settled();
      assertEquals(/-- devv is new: nobody else is here/.test(stage.output), isNew);
    }
  });

  test("tells why the chat is over, drops what is typed ahead, and ends with 1 at Enter", async () => {
    for (const code of ["replaced", "kicked", "banned", "bad_version"] as const) {
      const { stage, peer } = await inRoom();
      await using _ = stage;
      let isOver = false;
      stage.ended.then(() => isOver = true);
      peer.send({ type: "error", code, message: "This is why" });
      await stage.seen("The chat is over");
      await stage.seen("Enter leaves");
      type(stage, "still typing");
      type(stage, "and more");
      await settled();
      await stage.clock.advance(60_000);
      assertEquals(isOver, false, code);
      assertEquals(peer.rest(), []);
      stage.type(enter);
      assertEquals(await stage.ended, 1);
    }
  });

  test("ends when the chat is over and the terminal is gone, or the system wants it", async () => {
    for (const end of ["hang up", "stop"]) {
      const { stage, peer } = await inRoom();
      await using _ = stage;
      peer.send({ type: "error", code: "kicked", message: "This is why" });
      await stage.seen("Enter leaves");
      if (end === "stop") stage.stop();
      else stage.hangUp();
      assertEquals(await stage.ended, 1);
    }
  });
}
