/** What was typed, called back: from before this client began, and kept for the next one. */

import { assertEquals } from "@std/assert";
import { settled } from "../../support/virtual_clock.ts";
import { Stage, type StageOptions } from "./stage.ts";

/** What was typed before in the lobby, and what this client keeps. */
function typedBefore(...texts: readonly string[]) {
  const kept: string[] = [];
  return {
    kept,
    typed: {
      of: (room: string) => room === "lobby" ? texts : [],
      add: (room: string, text: string) => kept.push(`${room}: ${text}`),
    },
  };
}

async function inRoom(options: StageOptions) {
  const stage = new Stage({ nick: "ann", rooms: true, ...options });
  const { peer } = await stage.server.welcome({ rooms: true, members: ["ann", "bob"], count: 2 });
  await stage.seen("You are ann");
  return { stage, peer };
}

Deno.test("Up and C-r call back what was typed before this client began, in its room", async () => {
  const { typed } = typedBefore("the deploy is done", "hello");
  const { stage, peer } = await inRoom({ typed });
  await using _ = stage;
  stage.type("\x1b[A");
  await stage.seen(/ann> hello$/m);
  stage.type("\x1b[B\x12depl");
  await stage.seen(/the deploy is done$/m);
  stage.type("\r");
  assertEquals((await peer.next("say")).text, "the deploy is done");
  stage.type("/query bob\r");
  await stage.seen(/→ bob ann> *$/m);
  stage.type("\x1b[A");
  await settled();
  await stage.seen(/→ bob ann> *$/m);
});

Deno.test("what is typed is kept for its room; a private word, an answer or a mistake is not", async () => {
  const { typed, kept } = typedBefore();
  await using stage = new Stage({ typed });
  await stage.seen("Nickname:");
  stage.type("ann\r");
  await stage.server.welcome({ members: ["ann", "bob"], count: 2 });
  await stage.seen("You are ann");
  stage.type("hello\r/me waves\r/msg bob psst\r/r and this\r\x15/clear\r");
  await settled();
  stage.type("/nonsense\r\x15/query bob\r");
  await stage.seen(/→ bob/);
  stage.type("only for bob\r");
  await settled();
  assertEquals(kept, ["lobby: hello", "lobby: /me waves", "lobby: /clear", "lobby: /query bob"]);
});
