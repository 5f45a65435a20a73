/** The one file that `deno task compile` makes, where there is nothing else: `CHAT_BIN` names it. */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { messages } from "./support/data.ts";
import { tempFolder } from "./support/temp.ts";

const bin = Deno.env.get("CHAT_BIN");

/** Starts the executable in a folder, with an environment that names this folder and no more. */
function start(folder: string, args: string[]): Deno.ChildProcess {
  return new Deno.Command(bin!, {
    args,
    cwd: folder,
    env: { HOME: folder, USERPROFILE: folder },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs the executable to its end; `input` is all that it reads. */
async function run(folder: string, args: string[], input: string) {
  const child = start(folder, args);
  await new Blob([input]).stream().pipeTo(child.stdin);
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test({
  ignore: bin === undefined,
  name: "The executable serves and joins in an empty folder, with no Deno, no PATH and no locale",
  async fn() {
    await using folder = await tempFolder();
    const server = start(folder.path, ["serve", "--port", "0", "--data", "data"]);
    await server.stdin.close();
    const lines = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
    try {
      const [, port = ""] = (await lines.read()).value?.match(/^listening on .*:(\d+)\n/) ?? [];
      const join = ["join", "127.0.0.1", port, "--nick", "bot"];
      const { code, stderr } = await run(folder.path, join, "сделано 🐞\n");
      assertEquals([code, stderr], [0, ""]);
      const stored = await messages(`${folder.path}/data`);
      assertEquals(stored.map(({ nick, text }) => `${nick}: ${text}`), ["bot: сделано 🐞"]);
    } finally {
      server.kill("SIGINT");
      await lines.read();
      await lines.cancel();
      await server.stderr.cancel();
      assertEquals((await server.status).code, 0);
    }
  },
});

Deno.test({
  ignore: bin === undefined,
  name: "The executable knows from what it was compiled, wherever it is run",
  async fn() {
    await using folder = await tempFolder();
    const { code, stdout } = await run(folder.path, ["--version"], "");
    assertEquals(code, 0);
    assertMatch(stdout, /^chat \d+\.\d+\.\d+ \([0-9a-f]{7}\+?\)\n$/);
    assertStringIncludes((await run(folder.path, ["man"], "")).stdout, ".TH CHAT 1");
  },
});
