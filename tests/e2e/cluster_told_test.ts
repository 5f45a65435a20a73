/**
 * Clients that were given one server of a cluster, and go on at another one of which that server has told them: real
 * servers, a real database, real clients in their first run.
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { chatCommand } from "../support/command.ts";
import { needs } from "../support/missing.ts";
import { needsPostgres } from "../support/postgres.ts";
import { type Process, type Server, startChat } from "../support/process.ts";
import { Terminal } from "../support/tmux.ts";
import { Cluster } from "./support/cluster.ts";
import { enter, type Frame, type Guest } from "./support/guest.ts";
import { tempFolder } from "./support/temp.ts";

/** For connecting, and for a busy machine. */
const PATIENCE_MS = 20_000;

const { ignore } = needsPostgres();

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, ignore: ignore || needs("tmux").ignore === true });
}

function addressOf({ address: { hostname, port } }: Pick<Server, "address">): string {
  return `${hostname}:${port}`;
}

/** A bot that talks in frames. */
async function bot(node: Server): Promise<Process> {
  const args = ["join", addressOf(node), "--nick", "bot", "--frames"];
  const process = await startChat(args);
  await process.waitForOutput(/"type":"live"/);
  return process;
}

function say(process: Process, cid: string, text: string): Promise<void> {
  return process.write(`${JSON.stringify({ type: "say", cid, text })}\n`);
}

/** A person in a terminal. */
async function person(node: Server, nick: string, home?: string): Promise<Terminal> {
  const command = [...chatCommand(), "join", addressOf(node), "--nick", nick];
  const size = { cols: 110, rows: 40 };
  const terminal = await Terminal.start(command, home === undefined ? size : { ...size, home });
  await terminal.waitFor(/You are/);
  return terminal;
}

async function submit(terminal: Terminal, text: string): Promise<void> {
  await terminal.type(text);
  await terminal.key("Enter");
}

/** The messages that a bot was given. */
function messagesOf({ stdout }: Process): Frame[] {
  return stdout.split("\n").filter((line) => line.startsWith("{"))
    .map((line): Frame => JSON.parse(line)).filter(({ type }) => type === "msg");
}

/** No message is missing, and none there twice. */
function assertWhole(messages: readonly Frame[]): void {
  const ids = messages.map(({ id }) => id);
  assertEquals(ids, Array.from(ids, (_, at) => ids[0] + at));
}

/** Resolves when somebody has got all of these texts. */
async function have(guest: Guest, texts: readonly string[]): Promise<void> {
  while (!texts.every((text) => guest.texts.includes(text))) {
    await guest.next((line) => line.includes('"type":"msg"'), PATIENCE_MS);
  }
}

/** How often a text stands on a screen. */
function countOf(screen: string, text: string): number {
  return screen.split(text).length - 1;
}

test("After kill -9 of the one server that they named clients go on at the other: nothing missing, nothing twice", async () => {
  await using cluster = await Cluster.start({ standby: true });
  const [two, one] = [await cluster.openNode(), await cluster.openNode()];
  await using bob = await enter(two, "bob");
  await using ann = await person(one, "ann");
  await using echo = await bot(one);
  await using pipe = await startChat(["join", addressOf(one), "--nick", "pipe", "--follow"]);
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
  const [two, one] = [await cluster.openNode("--tls"), await cluster.openNode("--tls")];
  await using bob = await person(two, "bob");
  await using home = await tempFolder();
  await using ann = await person(one, "ann", home.path);
  await bob.waitFor(/ann .*joined/);
  const known = () => Deno.readTextFile(`${home.path}/.local/state/chat/known_servers`);
  const before = await known();
  // nobody of this home has been there
  assertMatch(before, new RegExp(`^${addressOf(two)} sha256:`, "m"));
  await using echo = await bot(one);
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
  assertEquals(list, `- ${addressOf(one)},${addressOf(two)}\n`);
});
