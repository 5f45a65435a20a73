import { assert, assertEquals, assertMatch } from "@std/assert";
import { msgFrame } from "../../support/fake_server.ts";
import { settled } from "../../support/virtual_clock.ts";
import { Stage, type StageOptions } from "./stage.ts";

/** A client on a terminal that knows lines alone. */
function dumb(options: StageOptions = {}): Stage {
  return new Stage({ facts: { term: "dumb" }, ...options });
}

Deno.test("on a dumb terminal a chat is lines alone: no escape, nothing drawn twice", async () => {
  await using stage = dumb({ cached: ["[2026-11-23 02:15:29] bob: from the cache"] });
  await stage.seen("Nickname:");
  await stage.seen("bob: from the cache");
  stage.type("ann\n");
  const { peer } = await stage.server.welcome({ members: ["ann", "bob"], count: 2 });
  await stage.seen("ann, bob");
  stage.type("hello\n");
  const { cid, text } = await peer.next("say");
  peer.send(msgFrame(1, { nick: "ann", cid, text }));
  await stage.seen(/^\d\d:\d\d ann: hello$/m);
  peer.send(msgFrame(2, { text: "two\nlines for ann" }));
  await stage.seen(/lines for ann$/m);
  stage.type("/whatever\n");
  await stage.seen("!! There is no command /whatever");
  stage.type("/quit\n");
  await settled();
  assertEquals(stage.isRaw, false);
  // deno-lint-ignore no-control-regex
  assertEquals(stage.output.match(/[\x00-\x06\x08\x09\x0b-\x1f]/g), null);
  assertEquals(stage.output.match(/hello/g)?.length, 1);
});

Deno.test("on a dumb terminal a refused nickname is asked for again", async () => {
  await using stage = dumb();
  stage.type(`${"x".repeat(33)}\n`);
  await stage.seen("at most 32");
  stage.type("bob\n");
  const peer = await stage.server.accept();
  peer.send("NICKNAME_REQUEST\n");
  assertEquals((await peer.next("hello")).nick, "bob");
  peer.send({ type: "error", code: "nick_taken", message: "The nickname 'bob' is taken" });
  await stage.seen("!! The nickname 'bob' is taken");
  stage.type("rob\n");
  assertEquals((await peer.next("hello")).nick, "rob");
  assertEquals(stage.output.match(/Nickname:/g)?.length, 3);
});

Deno.test("on a dumb terminal a cut is told once, and what was not sent is named at the end", async () => {
  const stage = dumb({ nick: "ann" });
  const { peer } = await stage.server.welcome();
  await stage.seen("You are ann");
  stage.server.down = true;
  peer.cut();
  await stage.seen("kept and sent later");
  await stage.clock.advance(30_000);
  stage.type("never sent\n");
  await settled();
  stage.hangUp();
  await stage[Symbol.asyncDispose]();
  assertEquals(await stage.ended, 0);
  assertEquals(stage.output.match(/kept and sent later/g)?.length, 1);
  assertMatch(stage.output, /1 message was not sent:\n {3}-- never sent\n$/);
});

Deno.test("on a dumb terminal the bell rings too, unless it must not", async () => {
  for (const bell of [true, false]) {
    await using stage = dumb({ nick: "ann", bell });
    const { peer } = await stage.server.welcome();
    await stage.seen("You are ann");
    peer.send(msgFrame(1, { text: "hello ann" }));
    await stage.seen("hello ann");
    await settled();
    assertEquals(stage.output.includes("\x07"), bell);
  }
});

Deno.test("on a dumb terminal a line that is too long is refused, and the next one is taken", async () => {
  await using stage = dumb({ nick: "ann" });
  const { peer } = await stage.server.welcome();
  await stage.seen("You are ann");
  stage.type(`${"x".repeat(20_000)}\nnext\n`);
  await stage.seen("a message has at most 7680 bytes");
  assertEquals((await peer.next("say")).text, "next");
  assert(peer.rest().length === 0);
});
