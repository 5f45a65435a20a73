/** What `chat serve` says and how it ends when it cannot do what it was asked for. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { chatCommand } from "../support/command.ts";
import { connectLines } from "../support/lines.ts";
import { type Ended, listening, Process, runChat, startServer } from "../support/process.ts";
import { enter } from "./support/guest.ts";
import { smallDisk } from "./support/disk.ts";
import { tempFolder } from "./support/temp.ts";

/** A refusal: its exit code, one line that says why, no trace of the program's inside. */
function assertRefused({ code, stdout, stderr }: Ended, expected: number, why: RegExp): void {
  assertEquals(code, expected, stderr);
  assertEquals(stdout, "");
  const [line = "", ...more] = stderr.trimEnd().split("\n");
  assertMatch(line, why);
  assert(!/^\s+at |Error:|\.ts:\d/m.test(stderr), `no stack trace: ${stderr}`);
  if (expected !== 2) assertEquals(more, [], "one line");
}

Deno.test("A port in use: exit code 3 and one line", async () => {
  await using server = await startServer();
  const { port } = server.address;
  await using folder = await tempFolder();
  const ended = await runChat(["serve", "--port", `${port}`, "--data", folder.path]);
  assertRefused(
    ended,
    3,
    new RegExp(`^Cannot listen on 127\\.0\\.0\\.1:${port}: the port is in use`),
  );
});

Deno.test("An address that this machine does not have: exit code 3 and one line", async () => {
  await using folder = await tempFolder();
  const args = ["serve", "--host", "192.0.2.1", "--port", "0", "--data", folder.path];
  assertRefused(await runChat(args), 3, /^Cannot listen on 192\.0\.2\.1:0: .*no such address/);
});

Deno.test("A bad command line: exit code 2, what is wrong and what is wanted", async () => {
  const cases: [args: string[], why: RegExp][] = [
    [["serve", "--port", "70000"], /port 70000.*from 0 to 65535/],
    [["serve", "--port", "65536"], /65536/],
    [["serve", "--port", "abc"], /abc.*whole number/],
    [["serve", "--history", "-1"], /-1/],
    [["serve", "--sync", "maybe"], /maybe.*on, off/],
    [["serve", "--nope"], /--nope/],
    [["serve", "extra"], /extra/],
    [["serv"], /serv.*did you mean serve\?/],
    [["fly"], /fly.*listed below/],
    [["serve", "--prot", "1"], /--prot: did you mean --port\?/],
    [[], /No command.*listed below/],
  ];
  const endings = await Promise.all(cases.map(([args]) => runChat(args)));
  for (const [at, [, why]] of cases.entries()) assertRefused(endings[at]!, 2, why);
});

Deno.test("A data folder that cannot be used: exit code 4 and one line", async () => {
  await using folder = await tempFolder();
  await Deno.writeTextFile(`${folder.path}/file`, "");
  await Deno.mkdir(`${folder.path}/half`);
  await Deno.writeTextFile(`${folder.path}/half/rooms`, "");
  const bad = ["file", "file/below", "half"];
  const run = (name: string) =>
    runChat(["serve", "--port", "0", "--data", `${folder.path}/${name}`]);
  const endings = await Promise.all(bad.map(run));
  for (const ended of endings) assertRefused(ended, 4, /^Cannot write .*\/(file|half)/);
});

await using mountable = await smallDisk("4k");

Deno.test({
  name: "A data folder on a file system that is read-only: exit code 4 and one line",
  ignore: mountable === undefined, // mounting is not allowed everywhere, not even for root
  async fn() {
    await using disk = await smallDisk("64k");
    const args = ["serve", "--port", "0", "--data", `${disk!.path}/data`];
    await disk!.readOnly();
    assertRefused(await runChat(args), 4, /^Cannot write .*\/data: .*[Rr]ead-only/);
  },
});

Deno.test("A data folder that another server uses: exit code 4 and one line; that one goes on", async () => {
  await using server = await startServer();
  const ended = await runChat(["serve", "--port", "0", "--data", server.data]);
  assertRefused(ended, 4, /^Cannot use the data folder: another server is using it/);
  await using ann = await enter(server, "ann");
  assertEquals((await ann.say("hi")).id, 1);
});

Deno.test("Standard output has one line, which says where it listens; the rest is for people", async () => {
  await using home = await tempFolder();
  await using process = await Process.start([...chatCommand(), "serve", "--port", "0"], {
    home: home.path,
  });
  const { hostname, port } = await listening(process);
  const { code, stdout, stderr } = await process.stop("SIGINT");
  assertEquals([code, stdout], [0, `listening on ${hostname}:${port}\n`]);
  const data = `${home.path}/.local/share/chat`;
  assertStringIncludes(stderr, data);
  assertStringIncludes(stderr, `chat join 127.0.0.1 ${port}\n`);
  assertEquals((await Deno.stat(`${data}/rooms`)).mode! & 0o077, 0, "for its owner alone");
});

const hasIpv6 = (() => {
  try {
    Deno.listen({ hostname: "::1", port: 0 }).close();
    return true;
  } catch {
    return false; // a machine without IPv6, as containers often are
  }
})();

Deno.test({
  name: "An IPv6 address is listened on and printed in brackets",
  ignore: !hasIpv6,
  async fn() {
    await using server = await startServer({ args: ["--host", "::1"] });
    assertMatch(server.process.stdout, /^listening on \[::1\]:\d+\n$/);
    await using ann = await enter(server, "ann");
    assertEquals((await ann.say("hi")).id, 1);
  },
});

Deno.test("--log-format json: every line of the log is one JSON object, whatever peers are called", async () => {
  await using server = await startServer({ args: ["--log-format", "json"] });
  const nick = 'a "quoted" \\ ann';
  {
    await using ann = await enter(server, nick);
    await ann.say("hi");
    await using client = await connectLines(server.address);
    await client.send("a\u001b[31mred\u0007\nplain\u202e");
  }
  const { code, stderr } = await server.process.stop("SIGTERM");
  assertEquals(code, 0);
  const lines = stderr.trimEnd().split("\n").map((line) => JSON.parse(line));
  for (const { ts, level, event } of lines) {
    assertMatch(ts, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert(["info", "warn", "error"].includes(level), level);
    assertEquals(typeof event, "string");
  }
  const joined = lines.find(({ event }) => event === "joined");
  assertEquals([joined.nick, joined.room], [nick, "lobby"]);
  assertEquals(lines.at(-1).event, "stopped");
});

Deno.test("A line of the text log is one line, and nothing in it acts on a terminal", async () => {
  await using server = await startServer();
  {
    await using client = await connectLines(server.address);
    await client.send("ann bob=1 level=error");
    await client.next("There is no chat history yet.");
  }
  const { stderr } = await server.process.stop("SIGTERM");
  assertStringIncludes(stderr, ' nick="ann bob=1 level=error" ');
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x09\x0b-\x1f\x7f-\x9f]/.test(stderr));
});
