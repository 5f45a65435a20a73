/** A node that the others have removed begins anew: in the same process, at the same ports, as another node. */

import { assertEquals, assertMatch } from "@std/assert";
import { EXIT } from "../../cli/exit.ts";
import { chatCommand } from "../support/command.ts";
import { needs } from "../support/missing.ts";
import { needsPostgres } from "../support/postgres.ts";
import { Process } from "../support/process.ts";
import { Terminal } from "../support/tmux.ts";
import { Cluster } from "./support/cluster.ts";
import { enter } from "./support/guest.ts";
import { tempFolder } from "./support/temp.ts";

/** For a thread that ends and another that starts, on a busy machine. */
const PATIENCE_MS = 60_000;

const { ignore } = needsPostgres();

function test(name: string, fn: () => Promise<void>, programs: readonly string[] = []): void {
  Deno.test({ name, fn, ignore: ignore || needs(...programs).ignore === true });
}

/** As if it had been silent for too long: the others have removed all nodes. */
async function removeAll(cluster: Cluster): Promise<void> {
  await cluster.query("select chat.forget(node) from chat.node");
}

test("A node that begins anew has all its doors again, at the same ports, also the one for metrics", async () => {
  await using cluster = await Cluster.start({});
  const node = await cluster.openNode("--cluster-unsafe", "--metrics-port", "0");
  const { process, address: { port }, webAddress, ircPort } = node;
  const [, metrics] = await process.waitForOutput(/^metrics on .+:(\d+)$/m);
  await using ann = await enter(node, "ann");
  await ann.say("before");
  await removeAll(cluster);
  await ann.closed;
  await process.waitForOutput(
    new RegExp(`Beginning anew, as another node of the cluster`),
    PATIENCE_MS,
  );
  await process.waitForOutput(/(listening on [^]*){2}metrics on/, PATIENCE_MS);
  const printed = process.stdout.trimEnd().split("\n");
  assertEquals(printed.slice(printed.length / 2), printed.slice(0, printed.length / 2));
  await using again = await enter(node, "ann", { since: 0 });
  assertEquals(again.texts, ["before"]);
  assertEquals(await (await fetch(`http://127.0.0.1:${metrics}/healthz`)).text(), "ok\n");
  const page = await fetch(`http://127.0.0.1:${webAddress.port}/`);
  assertEquals(page.status, 200);
  await page.body?.cancel();
  (await Deno.connect({ hostname: "127.0.0.1", port: ircPort })).close();
  assertEquals(await cluster.query("select count(*), min(node) from chat.node"), "1|2\n");
  // and once more
  await removeAll(cluster);
  await again.closed;
  await process.waitForOutput(/(listening on [^]*){3}metrics on/, PATIENCE_MS);
  await using third = await enter({ address: { hostname: "127.0.0.1", port } }, "ann");
  await third.say("after");
  assertEquals((await process.stop()).code, EXIT.ok);
});

test("A node that is asked to stop while it begins anew stops", async () => {
  await using cluster = await Cluster.start({});
  const { process } = await cluster.node("--cluster-unsafe");
  await removeAll(cluster);
  await process.waitForOutput(/Beginning anew/, PATIENCE_MS);
  assertEquals((await process.stop()).code, EXIT.ok);
});

test("A node whose password came through a pipe cannot read it again: it ends, and says why", async () => {
  await using cluster = await Cluster.start({});
  await using data = await tempFolder();
  const serve = [...chatCommand(), "serve", "--cluster", cluster.url, "--cluster-unsafe"];
  const options = ["--port", "0", "--data", data.path, "--password-file", "/dev/stdin"];
  await using process = await Process.start([...serve, ...options], { stdin: "secret\n" });
  await process.waitForOutput(/listening on/, PATIENCE_MS);
  await removeAll(cluster);
  const { code, stderr } = await process.ended;
  assertEquals(code, EXIT.cannotUseDatabase);
  assertMatch(stderr, /Cannot go on as a node of the cluster: the other nodes have heard nothing/);
});

test(
  "A node in a terminal that begins anew takes the next command of its operator whole",
  async () => {
    await using cluster = await Cluster.start({});
    await using data = await tempFolder();
    const serve = [...chatCommand(), "serve", "--cluster", cluster.url, "--cluster-unsafe"];
    const command = [...serve, "--port", "0", "--data", data.path];
    await using terminal = await Terminal.start(command, { cols: 120, rows: 60 });
    await terminal.waitFor("/help lists the commands", PATIENCE_MS);
    await removeAll(cluster);
    await terminal.waitFor(/Beginning anew[^]*\/help lists the commands/, PATIENCE_MS);
    await terminal.type("/quit");
    await terminal.key("Enter");
    assertEquals(await terminal.exited(), EXIT.ok);
  },
  ["tmux"],
);
