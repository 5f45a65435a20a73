/** Clients of a cluster that go on at another server: real servers, a real database, real clients. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { STALLED_MS } from "../../client/limits.ts";
import { MAX_SILENCE_MS } from "../../server/limits.ts";
import { needs } from "../support/missing.ts";
import { needsPostgres } from "../support/postgres.ts";
import { startServer } from "../support/process.ts";
import { Terminal } from "../support/tmux.ts";
import { Cluster } from "./support/cluster.ts";
import { enter } from "./support/guest.ts";
import { Relay } from "./support/relay.ts";
import {
  assertWhole,
  bot,
  countOf,
  have,
  listOf,
  messagesOf,
  PATIENCE_MS,
  person,
  say,
  submit,
} from "./support/moving.ts";
import { tempFolder } from "./support/temp.ts";

const { ignore } = needsPostgres();

function test(name: string, programs: readonly string[], fn: () => Promise<void>): void {
  const missing = needs(...programs);
  Deno.test({ name, fn, ignore: ignore || missing.ignore === true });
}

test(
  "After kill -9 of a server all its clients go on at the other: nothing missing, nothing twice",
  [
    "tmux",
    "irssi",
  ],
  async () => {
    await using cluster = await Cluster.start({ standby: true });
    const [one, two] = await cluster.openTwo();
    await using bob = await enter(two, "bob");
    await using ann = await person(listOf(one, two), "ann");
    await using echo = await bot(listOf(one, two));
    await using irssi = await Terminal.start(["irssi", "--noconnect", "--nick=eve"], {
      cols: 110,
      rows: 40,
    });
    await irssi.waitFor("[(status)]");
    for (
      const line of [
        "/set cmd_queue_speed 1msec",
        "/set server_reconnect_time 1",
        "/network add lab",
        `/server add -network lab 127.0.0.1 ${one.ircPort}`,
        `/server add -network lab 127.0.0.1 ${two.ircPort}`,
        "/channel add #lobby lab",
        `/connect -network lab 127.0.0.1 ${one.ircPort}`,
      ]
    ) await submit(irssi, line);
    await irssi.waitFor(/Welcome to the chat network/);
    await submit(irssi, "/join #lobby");
    await bob.next(/"joined".*"eve"/);
    await submit(irssi, "from irssi");
    await submit(ann, "before");
    await say(echo, "e1", "from the bot");
    await have(bob, ["from irssi", "before", "from the bot"]);

    one.process.signal("SIGKILL");
    await submit(ann, "typed meanwhile");
    await say(echo, "e2", "sent meanwhile");
    await bob.say("said meanwhile");
    await have(bob, ["typed meanwhile", "sent meanwhile"]);
    await ann.waitFor("bob: said meanwhile");
    await submit(ann, "and then");
    await have(bob, ["and then"]);
    await ann.waitFor("ann: and then");
    await echo.waitForOutput(/"text":"and then"/);
    assertWhole(bob.frames("msg"));
    assertWhole(messagesOf(echo));
    assertEquals(
      messagesOf(echo).map(({ text }) => text),
      bob.texts.slice(-messagesOf(echo).length),
    );
    const screen = await ann.everything();
    for (
      const text of ["before", "typed meanwhile", "said meanwhile", "sent meanwhile", "and then"]
    ) {
      assertEquals(countOf(screen, `: ${text}`), 1, `${text}\n${screen}`);
    }
    // irssi goes through its own list; as somebody new, since its nickname is still taken
    await irssi.waitFor(/eve_ .*has joined #lobby/, 60_000);
    await bob.say("for all of you");
    await irssi.waitFor(/bob> for all of you/);
    assert(!bob.lines.some((line) => /"left".*"(ann|bot)"/.test(line)));
  },
);

test(
  "Behind a server that stands still native clients move within 15 s, and nobody is told twice",
  [
    "tmux",
  ],
  async () => {
    await using cluster = await Cluster.start({ standby: true });
    const [one, two] = await cluster.openTwo();
    await using bob = await enter(two, "bob");
    await using ann = await person(listOf(one, two), "ann");
    await using echo = await bot(listOf(one, two));
    one.process.signal("SIGSTOP");
    await submit(ann, "typed behind it");
    await say(echo, "e1", "sent behind it");
    while (!["typed behind it", "sent behind it"].every((text) => bob.texts.includes(text))) {
      await bob.next(
        (line) => line.includes('"type":"msg"'),
        2 * MAX_SILENCE_MS + 5_000 + PATIENCE_MS,
      );
    }
    await bob.say("found you");
    await ann.waitFor("bob: found you");
    await echo.waitForOutput(/"text":"found you"/);
    one.process.signal("SIGCONT");
    await bob.say("still there");
    await ann.waitFor("bob: still there");
    assertWhole(bob.frames("msg"));
    assertEquals(bob.texts.toSorted(), [
      ...["found you", "sent behind it", "still there", "typed behind it"],
    ]);
  },
);

test(
  "A server that is stopped under load hands its clients over; next time they know the other one",
  [
    "tmux",
  ],
  async () => {
    await using cluster = await Cluster.start({ standby: true });
    const [two, one] = await cluster.openTwo("--tls");
    await using home = await tempFolder();
    {
      await using ann = await person(listOf(one), "ann", home.path);
      await submit(ann, "/quit");
      await ann.exited();
    }
    const state = `${home.path}/.local/state/chat`;
    const list = await Deno.readTextFile(`${state}/servers`);
    assertEquals(list, `- ${listOf(one, two)}\n`);
    const known = await Deno.readTextFile(`${state}/known_servers`);
    for (const node of [one, two]) assertMatch(known, new RegExp(`^${listOf(node)} sha256:`, "m"));

    await using echo = await bot(listOf(two, one));
    await using ann = await person(listOf(one), "ann", home.path);
    await using talker = await bot(listOf(one, two), "talker");
    const texts = Array.from({ length: 300 }, (_, i) => `word ${i}.`);
    for (const [i, text] of texts.entries()) {
      await say(talker, `t${i}`, text);
      if (i === 100) one.process.signal("SIGTERM");
    }
    await submit(ann, "the last word");
    await echo.waitForOutput(/word 299\./, 60_000);
    await echo.waitForOutput(/the last word/, 60_000);
    await ann.waitFor("talker: word 299.");
    assertEquals(countOf(await ann.everything(), "ann: the last word"), 1);
    assertWhole(messagesOf(echo));
    assertEquals(
      messagesOf(echo).map(({ text }) => text).filter((text) => text.startsWith("word")),
      texts,
    );
    assert(!echo.stdout.includes('"type":"left"'), echo.stdout.slice(-2_000));
    await talker.waitForOutput(/"cid":"t299"/);
  },
);

test("A server that cannot reach the database keeps its clients until they can go on elsewhere", [
  "tmux",
], async () => {
  await using cluster = await Cluster.start({ standby: true });
  const { port } = cluster.postgres.primary;
  await using relay = new Relay({ hostname: "127.0.0.1", port });
  const url = `postgres://chat@127.0.0.1:${relay.address.port}/${cluster.database}?sslmode=disable`;
  await using one = await startServer({ args: ["--cluster", url] });
  const two = await cluster.node();
  await using bob = await enter(two, "bob");
  await using ann = await person(listOf(one, two), "ann");
  await bob.next(/"joined".*"ann"/);
  // where all wait, nobody goes
  await cluster.postgres.standby!.stop();
  await submit(ann, "first");
  await ann.waitFor(/database of the server does not answer/);
  while ((await bob.nextFrame("waiting")).ms < STALLED_MS + 2_000) { /* the next one */ }
  await cluster.postgres.standby!.start();
  await bob.next(/"first"/, 60_000);
  await ann.waitFor("ann: first");
  assert(!(await ann.everything()).includes("going on at another one"));
  // where one alone waits, its members go
  relay.cut();
  await submit(ann, "second");
  await bob.next(/"second"/, STALLED_MS + PATIENCE_MS);
  await ann.waitFor(/going on at another one/);
  await ann.waitFor("ann: second");
  await bob.say("third");
  await ann.waitFor("bob: third");
  assertEquals(bob.texts, ["first", "second", "third"]);
  assertWhole(bob.frames("msg"));
  assert(!bob.lines.some((line) => /"left".*"ann"/.test(line)));
});
