/**
 * Clients that were given one server of a cluster, and go on at another one of which that server has told them: real
 * servers, a real database, real clients in their first run.
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { needs } from "../support/missing.ts";
import { needsPostgres } from "../support/postgres.ts";
import { startChat } from "../support/process.ts";
import { Cluster } from "./support/cluster.ts";
import { enter } from "./support/guest.ts";
import {
  assertWhole,
  bot,
  countOf,
  have,
  listOf,
  messagesOf,
  person,
  say,
  submit,
} from "./support/moving.ts";
import { tempFolder } from "./support/temp.ts";

const { ignore } = needsPostgres();

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, ignore: ignore || needs("tmux").ignore === true });
}

test("After kill -9 of the one server that they named clients go on at the other: nothing missing, nothing twice", async () => {
  await using cluster = await Cluster.start({ standby: true });
  const [two, one] = await cluster.openTwo();
  await using bob = await enter(two, "bob");
  await using ann = await person(listOf(one), "ann");
  await using echo = await bot(listOf(one));
  await using pipe = await startChat(["join", listOf(one), "--nick", "pipe", "--follow"]);
  await bob.next(/"joined".*"pipe"/);
  await submit(ann, "before");
  await say(echo, "e1", "from the bot");
  await pipe.write("from the pipe\n");
  await have(bob, ["before", "from the bot", "from the pipe"]);

  one.process.signal("SIGKILL");
  await submit(ann, "typed meanwhile");
  await say(echo, "e2", "sent meanwhile");
  await pipe.write("piped meanwhile\n");
  await bob.say("said meanwhile");
  await have(bob, ["typed meanwhile", "sent meanwhile", "piped meanwhile"]);
  await ann.waitFor("bob: said meanwhile");
  await submit(ann, "and then");
  await have(bob, ["and then"]);
  await ann.waitFor("ann: and then");
  await echo.waitForOutput(/"text":"and then"/);
  await pipe.waitForOutput(/ann: and then/);
  assertWhole(bob.frames("msg"));
  assertWhole(messagesOf(echo));
  const screen = await ann.everything();
  for (
    const text of [
      ...["before", "typed meanwhile", "sent meanwhile", "piped meanwhile", "said meanwhile"],
      "and then",
    ]
  ) {
    assertEquals(countOf(screen, `: ${text}`), 1, `${text}\n${screen}`);
    if (!text.includes("pipe")) assertEquals(countOf(pipe.stdout, `: ${text}`), 1, pipe.stdout);
  }
  // the client goes there by itself
  assert(!screen.includes("Other servers of this chat"), screen);
  assert(!bob.lines.some((line) => /"left".*"(ann|bot|pipe)"/.test(line)));
});

test("A server with TLS vouches for the certificate of the other one, at which its clients go on when it stops", async () => {
  await using cluster = await Cluster.start({ standby: true });
  const [two, one] = await cluster.openTwo("--tls");
  await using bob = await person(listOf(two), "bob");
  await using home = await tempFolder();
  await using ann = await person(listOf(one), "ann", home.path);
  await bob.waitFor(/ann .*joined/);
  const known = () => Deno.readTextFile(`${home.path}/.local/state/chat/known_servers`);
  const before = await known();
  // nobody of this home has been there
  assertMatch(before, new RegExp(`^${listOf(two)} sha256:`, "m"));
  await using echo = await bot(listOf(one));
  one.process.signal("SIGTERM");
  await submit(ann, "typed meanwhile");
  await say(echo, "e1", "sent meanwhile");
  await bob.waitFor("ann: typed meanwhile");
  await bob.waitFor("bot: sent meanwhile");
  await submit(bob, "found you");
  await ann.waitFor("bob: found you");
  await echo.waitForOutput(/"text":"found you"/);
  assertWhole(messagesOf(echo));
  for (const text of ["ann: typed meanwhile", "bot: sent meanwhile", "bob: found you"]) {
    for (const each of [ann, bob]) assertEquals(countOf(await each.everything(), text), 1, text);
  }
  assert(!(await bob.everything()).includes("left"), await bob.everything());
  assertEquals(await known(), before);
  // the client has it from then on, as before
  const list = await Deno.readTextFile(`${home.path}/.local/state/chat/servers`);
  assertEquals(list, `- ${listOf(one)},${listOf(two)}\n`);
});
