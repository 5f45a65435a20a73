/** The program as a whole: its commands, its exit codes, where its options come from. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import project from "../deno.json" with { type: "json" };
import { chatCommand, ROOT } from "./support/command.ts";
import { needsPath } from "./support/missing.ts";
import { type Ended, listening, Process, runChat } from "./support/process.ts";

/** A command that succeeds and says nothing on stderr: its stdout. */
async function told(...args: Parameters<typeof runChat>): Promise<string> {
  const { code, stdout, stderr } = await runChat(...args);
  assertEquals([code, stderr], [0, ""]);
  return stdout;
}

/** A refusal for a wrong command line: its first line. */
function refused({ code, stdout, stderr }: Ended): string {
  assertEquals([code, stdout], [2, ""]);
  return stderr.split("\n", 1)[0]!;
}

Deno.test({
  ...needsPath(new URL("../.git", import.meta.url)),
  name: "chat --version tells the version and the commit",
  async fn() {
    const git = new Deno.Command("git", { args: ["rev-parse", "--short=7", "HEAD"], cwd: ROOT });
    const commit = new TextDecoder().decode((await git.output()).stdout).trim();
    const seen = await told(["--version"]);
    assertMatch(seen, /^chat \d+\.\d+\.\d+ \([0-9a-f]{7}(\+)?\)\n$/);
    assertStringIncludes(seen, project.version);
    // what was compiled may be older than what is checked out
    if (!Deno.env.get("CHAT_BIN")) assertStringIncludes(seen, commit);
  },
});

Deno.test("chat --help, -h and help say the same, in the language of the environment", async () => {
  const seen = await Promise.all([["--help"], ["-h"], ["help"]].map((args) => told(args)));
  assertEquals(new Set(seen).size, 1);
  assertStringIncludes(seen[0]!, "chat join [ip] [port]");
  const russian = await told(["--help"], { env: { LANG: "ru_RU.UTF-8" } });
  assertStringIncludes(russian, "запустить сервер");
  assertStringIncludes(await told(["--help"], { env: { CHAT_LANG: "ru" } }), "запустить сервер");
});

Deno.test("chat help COMMAND explains all of its options", async () => {
  assertStringIncludes(await told(["help", "serve"]), "--max-clients N");
  assertStringIncludes(await told(["help", "join"]), "--cache FILE");
  // an example that the command has
  assertMatch(await told(["help", "join"]), /--lang is\s+CHAT_LANG/);
  assertMatch(refused(await runChat(["help", "fly"])), /fly.*serve, join/);
});

Deno.test("A mistyped command or option is met with the one that was meant", async () => {
  const listed = /^(No command given|Unknown command "xyzzy"): .* listed below$/;
  for (const args of [[], ["xyzzy"]]) {
    const ended = await runChat(args);
    assertMatch(refused(ended), listed);
    assertStringIncludes(ended.stderr, "chat admin");
  }
  assertMatch(refused(await runChat(["jion", "h", "1"])), /"jion": did you mean join\?/);
  assertMatch(refused(await runChat(["join", "h", "1", "--nikc", "a"])), /--nikc: .* --nick\?/);
  assertMatch(refused(await runChat(["--verison"])), /did you mean --version\?/);
  assertMatch(refused(await runChat(["completions", "bsah"])), /bsah.*bash, zsh, fish$/);
});

Deno.test("A wrong option of a command leaves the reason on the screen: two more lines, no page of help", async () => {
  const { stderr } = await runChat(["serve", "--xyzzy"]);
  assertEquals(stderr, "Unknown option --xyzzy\n\nMore: chat serve --help\n");
});

/** Writes `chat.json` into a new folder, which is gone with the scope. */
async function settings(content: unknown): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "chat-test-" });
  await Deno.writeTextFile(`${path}/chat.json`, JSON.stringify(content));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("chat.json in the data folder sets options, variables go before it, the command line before them", async () => {
  await using folder = await settings({ serve: { port: 0, host: "127.0.0.3", lang: "ru" } });
  const start = (args: string[], env: Record<string, string> = {}) =>
    Process.start([...chatCommand(), "serve", "--data", folder.path, ...args], { env });
  {
    await using process = await start([]);
    const { hostname, port } = await listening(process);
    assertEquals(hostname, "127.0.0.3");
    assert(port !== 65432 && port !== 0);
    assertMatch((await process.stop("SIGINT")).stderr, /[а-я]{4}/);
  }
  {
    await using process = await start([], { CHAT_HOST: "127.0.0.4" });
    assertEquals((await listening(process)).hostname, "127.0.0.4");
  }
  await using process = await start(["--host", "127.0.0.5"], { CHAT_HOST: "127.0.0.4" });
  assertEquals((await listening(process)).hostname, "127.0.0.5");
});

Deno.test("A setting that there is not is refused, with the file named; both commands read it", async () => {
  await using folder = await settings({ serve: { histroy: 3 }, join: { nikc: "ann" } });
  const file = `${folder.path}/chat.json`;
  const serve = await runChat(["serve", "--port", "0", "--data", folder.path]);
  assertMatch(refused(serve), /"histroy": did you mean "history"\?/);
  assertStringIncludes(serve.stderr, file);
  const join = await runChat(["join", "127.0.0.1", "1"], { env: { CHAT_DATA: folder.path } });
  assertMatch(refused(join), /"nikc": did you mean "nick"\?/);
  assertStringIncludes(join.stderr, file);
});

Deno.test("A chat.json that is a folder is refused with the reason", async () => {
  await using folder = await settings({});
  await Deno.remove(`${folder.path}/chat.json`);
  await Deno.mkdir(`${folder.path}/chat.json`);
  const ended = await runChat(["serve", "--port", "0", "--data", folder.path]);
  assertMatch(refused(ended), /chat\.json: it is a folder/);
});
