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
    await stage.seen("psst");
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

  test("ends with 1 and the reason when the chat is over", async () => {
    const { stage, peer } = await inRoom();
    await using _ = stage;
    peer.send({ type: "error", code: "replaced", message: "This session goes on elsewhere" });
    assertEquals(await stage.ended, 1);
    await stage.seen("!! This session continues on another connection. The chat is over");
  });
}
