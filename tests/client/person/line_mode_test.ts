import { assert, assertEquals } from "@std/assert";
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
  await stage.seen("!! Unknown command /whatever");
  stage.type("/quit\n");
  await settled();
  assertEquals(stage.isRaw, false);
  // deno-lint-ignore no-control-regex
  assertEquals(stage.output.match(/[\x00-\x06\x08\x09\x0b-\x1f]/g), null);
  assertEquals(stage.output.match(/hello/g)?.length, 1);
});

Deno.test("on a dumb terminal lines are as wide as the window, also after it has changed", async () => {
  await using stage = dumb({ nick: "ann", size: { columns: 120, rows: 24 } });
  const { peer } = await stage.server.welcome();
  await stage.seen("You are ann");
  const text = "a word ".repeat(15).trim();
  peer.send(msgFrame(1, { text }));
  await stage.seen(new RegExp(`: ${text}$`, "m"));
  stage.resize({ columns: 40, rows: 24 });
  peer.send(msgFrame(2, { text: "b word ".repeat(15).trim() }));
  await stage.seen(/b word b$/m);
  const widths = stage.output.split("\n").map((row) => row.length);
  assertEquals(widths.filter((width) => width > 80), [11 + text.length]);
  assert(
    stage.output.split("\n").filter((row) => /b word/.test(row)).every((row) => row.length <= 40),
  );
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

Deno.test("on a terminal letters that are not UTF-8 are refused with a sentence, and nothing is said", async () => {
  for (const [term, enter] of [["dumb", "\n"], ["xterm-256color", "\r"]] as const) {
    await using stage = new Stage({ facts: { term }, nick: "ann" });
    const { peer } = await stage.server.welcome();
    await stage.seen("You are ann");
    stage.typeBytes(Uint8Array.of(0xcf, 0xf0, 0xe8));
    if (term === "dumb") stage.type(enter);
    await stage.seen("That is not UTF-8 text");
    stage.type(`fine${enter}`);
    assertEquals((await peer.next("say")).text, "fine");
    assertEquals(peer.rest(), []);
  }
});
