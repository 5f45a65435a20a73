/** A server is added to a cluster and another drained while people talk: native ones, irssi, and nc. */

import { assertEquals } from "@std/assert";
import { EXIT } from "../../cli/exit.ts";
import { needs } from "../support/missing.ts";
import { needsPostgres } from "../support/postgres.ts";
import { Process } from "../support/process.ts";
import { Terminal } from "../support/tmux.ts";
import { Chance } from "./support/chance.ts";
import { Cluster, type OpenNode } from "./support/cluster.ts";
import { Faithful } from "./support/faithful.ts";
import { enter } from "./support/guest.ts";
import { assertAllSaw } from "./support/verdict.ts";

/** For a client that tries one server after the other, on a busy machine. */
const PATIENCE_MS = 60_000;

/** `nc`, in the chat of a server. */
async function netcat({ address: { hostname, port } }: OpenNode, nick: string): Promise<Process> {
  const nc = await Process.start(["nc", hostname, `${port}`]);
  await nc.write(`${nick}\n`);
  await nc.waitForOutput(/End of history|no chat history/);
  return nc;
}

async function submit(terminal: Terminal, text: string): Promise<void> {
  await terminal.type(text);
  await terminal.key("Enter");
}

async function irssiOn(nodes: readonly OpenNode[]): Promise<Terminal> {
  const irssi = await Terminal.start(["irssi", "--noconnect", "--nick=eve"], {
    cols: 110,
    rows: 40,
  });
  await irssi.waitFor("[(status)]");
  const servers = nodes.map(({ ircPort }) => `/server add -network lab 127.0.0.1 ${ircPort}`);
  for (
    const line of [
      ...["/set cmd_queue_speed 1msec", "/set server_reconnect_time 1", "/network add lab"],
      ...[...servers, "/channel add -auto #lobby lab"],
      `/connect -network lab 127.0.0.1 ${nodes[0]!.ircPort}`,
    ]
  ) await submit(irssi, line);
  return irssi;
}

Deno.test({
  ignore: needsPostgres().ignore || needs("tmux", "irssi", "nc").ignore === true,
  name:
    "A server is added and one drained under load: nothing lost, doubled or out of order, irssi and nc go on",
  async fn() {
    const chance = Chance.announced("drain");
    await using cluster = await Cluster.start({ standby: true });
    const nodes = [await cluster.openNode(), await cluster.openNode()];
    const [drained, stays] = nodes as [OpenNode, OpenNode];
    let isTalking = true;
    await using stack = new AsyncDisposableStack();
    const people = ["ann", "bob", "carol", "dave"].map((nick) =>
      stack.use(
        new Faithful({
          ...{ nick, window: 4, next: () => isTalking ? chance.text() : undefined },
          address: () => Promise.resolve(chance.pick(nodes).address),
        }),
      )
    );
    await using witness = await enter(stays, "witness");
    await using nc = await netcat(drained, "pat");
    await nc.write("nc at the first\n");
    await witness.next(/"nc at the first"/);
    await using irssi = await irssiOn([drained, stays]);
    await witness.next(/"joined".*"eve"/, PATIENCE_MS);
    await submit(irssi, "/msg #lobby irssi at the first");
    await witness.next(/"irssi at the first"/);

    const added = await cluster.openNode();
    nodes.splice(0, 1, added);
    const { code } = await drained.process.stop("SIGTERM");
    assertEquals(code, EXIT.ok);
    await nc.waitForOutput(/The chat goes on at 127\.0\.0\.1:\d+/);
    await using again = await netcat(added, "pat");
    await again.write("nc at the added one\n");
    const comings = () => witness.lines.filter((line) => /"joined".*"eve/.test(line)).length;
    while (comings() < 2) await witness.next(() => true, PATIENCE_MS);
    await submit(irssi, "/msg #lobby irssi at the other one");
    await again.waitForOutput(/irssi at the other one/, PATIENCE_MS);

    isTalking = false;
    await submit(irssi, "/window goto #lobby");
    await witness.say("the last word");
    await again.waitForOutput(/the last word/, PATIENCE_MS);
    await irssi.waitFor(/witness> the last word/, PATIENCE_MS);
    for (const each of people) await each.until("the rest", () => each.settled, PATIENCE_MS);
    const count = Number(await cluster.query("select last from chat.room where name = 'lobby'"));
    for (const each of people) {
      await each.until("all the others said", () => each.seen.length >= count, PATIENCE_MS);
    }
    assertAllSaw(people[0]!.seen, people);
    const texts = people[0]!.seen.map((line): string => JSON.parse(line).text);
    for (
      const text of [
        ...["nc at the first", "nc at the added one"],
        ...["irssi at the first", "irssi at the other one"],
      ]
    ) assertEquals(texts.filter((said) => said === text).length, 1, text);
    // nobody of the native ones had to be seen to go
    assertEquals(
      witness.frames("left").filter(({ nick }) => nick !== "pat" && !nick.startsWith("eve")),
      [],
    );
  },
});
