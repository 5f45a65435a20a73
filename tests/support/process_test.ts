import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { exists } from "@std/fs";
import { fileURLToPath } from "node:url";
import { DEADLINE_MS } from "./condition.ts";
import { pause } from "./pause.ts";
import { joinArgs, listening, Process, startServer } from "./process.ts";
import { ROOT } from "./command.ts";

const FIXTURE = [
  ...[Deno.execPath(), "run", "-q", "--no-prompt", "--allow-net", "--allow-env=HOME"],
  ...["--config", `${ROOT}deno.json`, fileURLToPath(new URL("fixture.ts", import.meta.url))],
];

Deno.test("listening: the address a server names on its standard output", async () => {
  await using server = await Process.start(FIXTURE);
  const { hostname, port } = await listening(server);
  assertEquals(hostname, "127.0.0.1");
  assert(port > 0);
});

Deno.test("listening: the brackets of an IPv6 address are no part of it", async () => {
  await using server = await Process.start([...FIXTURE, "::1"]);
  assertEquals((await listening(server)).hostname, "::1");
});

Deno.test("listening: a server that ends first is an error that shows its last words", async () => {
  await using server = await Process.start([...FIXTURE, "no such host"]);
  const error = await assertRejects(() => listening(server), Error, "it ended with code 1");
  assertMatch(error.message, /its errors: .*error: Uncaught/s);
});

Deno.test("startServer: a refusal to start rejects at once", async () => {
  await assertRejects(() => startServer({ args: ["--no-such-flag"] }), Error, "it ended with code");
});

Deno.test("Process.write reaches the program, and waitForOutput sees its answer", async () => {
  await using process = await Process.start(FIXTURE);
  await process.write("żółw\n");
  await process.waitForOutput(/heard "żółw"/);
  await process.closeInput();
  await process.waitForOutput(/end of input/);
});

Deno.test("Process.waitForOutput gives up at its deadline, with the output so far", async () => {
  await using process = await Process.start(FIXTURE, { stdin: "a\n" });
  await process.waitForOutput(/heard "a"/);
  const error = await assertRejects(() => process.waitForOutput(/never/, 1), Error);
  assertMatch(error.message, /^Waited for \/never\/: not within 1 ms\n.*heard "a"/s);
});

Deno.test("Process.ended: exit code and everything said", async () => {
  await using process = await Process.start(FIXTURE, { stdin: "a\nexit 7\n" });
  const { code, signal, stdout, stderr } = await process.ended;
  assertEquals({ code, signal, stderr }, { code: 7, signal: null, stderr: 'heard "a"\n' });
  assertMatch(stdout, /^listening on /);
});

Deno.test({
  name: "Process.stop sends the signal and waits for the end",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using process = await Process.start(FIXTURE);
    await listening(process);
    assertEquals((await process.stop("SIGTERM")).signal, "SIGTERM");
    assertEquals((await process.stop()).signal, "SIGTERM", "a second stop finds it ended");
  },
});

Deno.test("Process: leaving the scope kills it and removes its home", async () => {
  const script = "console.log(`home ${Deno.env.get('HOME')}.`); setInterval(() => {}, 1000)";
  const command = [Deno.execPath(), "eval", "--no-config", script];
  let home: string;
  let ended: Process["ended"];
  {
    await using process = await Process.start(command);
    [, home = ""] = await process.waitForOutput(/^home (.+)\.$/m);
    assert(await exists(home));
    ended = process.ended;
  }
  assert((await ended).code !== 0);
  assertEquals(await exists(home), false);
});

Deno.test({
  name:
    "Process: leaving the scope of a group ends what it has started, and waits for nothing else",
  ignore: Deno.build.os === "windows",
  async fn() {
    // the second one is in no group of ours, and holds the output
    const script =
      'sleep 1000 & echo "in $!."; setsid sh -c \'echo "out $$."; exec sleep 1001\' & wait';
    let pids: number[];
    {
      await using process = await Process.start(["bash", "-c", script], { group: true });
      const [, inside, outside] = await process.waitForOutput(/^in (\d+)\.\nout (\d+)\.$/m);
      pids = [Number(inside), Number(outside)];
    }
    const stateOf = (pid: number) => {
      const { stdout } = new Deno.Command("ps", { args: ["-o", "stat=", `${pid}`] }).outputSync();
      return new TextDecoder().decode(stdout)[0];
    };
    const outside = stateOf(pids[1]!);
    Deno.kill(pids[1]!, "SIGKILL");
    assertEquals(outside, "S");
    // it has been killed; the system may need a moment
    const gone = [undefined, "Z"];
    for (const end = Date.now() + DEADLINE_MS; !gone.includes(stateOf(pids[0]!)); await pause(1)) {
      assert(Date.now() < end, "the other one lives on");
    }
  },
});

Deno.test("joinArgs names the server and adds flags", () => {
  const server = { address: { hostname: "127.0.0.1", port: 70 } };
  assertEquals(joinArgs(server, "--nick", "bot"), ["join", "127.0.0.1", "70", "--nick", "bot"]);
});
