import { assert, assertEquals, assertMatch } from "@std/assert";
import { say } from "../../fakes/connection.ts";
import { ask, IrcWorld, texts } from "./world.ts";

const CAPS = "soju.im/search batch server-time message-tags";

Deno.test("IRC: SEARCH answers with a batch of what was found, oldest first", async () => {
  const world = new IrcWorld();
  const nat = await world.native("nat");
  await nat.socket.frames(say("1", "a red fox"), say("2", "blue"), say("3", "Red ink"));
  const bob = await world.irc("bob", CAPS);
  await ask(bob, "JOIN #lobby");
  const found = await ask(bob, "SEARCH in=#lobby;text=red");
  assertMatch(found[0]!, /BATCH \+(\S+) soju\.im\/search$/);
  assertEquals(texts(found), ["a red fox", "Red ink"]);
  assertMatch(found[1]!, /^@.*batch=/);
  assertMatch(found.at(-1)!, /BATCH -/);
  assertEquals(texts(await ask(bob, "SEARCH in=#lobby;text=red;limit=1")), ["Red ink"]);
  assertEquals(texts(await ask(bob, "SEARCH in=#lobby;text=a\\sfox")), ["a red fox"]);
  assertEquals(texts(await ask(bob, "SEARCH in=#lobby;from=nat;text=blue")), ["blue"]);
  assertEquals((await ask(bob, "SEARCH in=#lobby;from=eve")).length, 2, "an empty batch");
  assertEquals((await ask(bob, "SEARCH in=#lobby;before=2010-01-01T00:00:00.000Z")).length, 2);
  await world.end();
});

Deno.test("IRC: SEARCH says what is wrong, and finds nothing where the client is not", async () => {
  const world = new IrcWorld();
  const nat = await world.native("nat", "dev");
  await nat.socket.frames(say("1", "secret"));
  const bob = await world.irc("bob", CAPS);
  await ask(bob, "JOIN #lobby");
  const wrong: readonly [string, RegExp][] = [
    ["SEARCH text=secret", /FAIL SEARCH INVALID_PARAMS in :/],
    ["SEARCH in=#dev;text=secret", /FAIL SEARCH INVALID_PARAMS in :/],
    ["SEARCH in=nat;text=secret", /FAIL SEARCH INVALID_PARAMS in :/],
    ["SEARCH in=#lobby;limit=many", /FAIL SEARCH INVALID_PARAMS limit :/],
    ["SEARCH in=#lobby;after=yesterday", /FAIL SEARCH INVALID_PARAMS after :/],
    ["SEARCH in=#lobby;before=now", /FAIL SEARCH INVALID_PARAMS before :/],
    ["SEARCH", / 461 /],
  ];
  for (const [line, answer] of wrong) {
    const lines = await ask(bob, line);
    assert(lines.length === 1 && answer.test(lines[0]!), `${line}: ${lines}`);
  }
  await world.end();
});
