/** The one file that `deno task compile` makes, where there is nothing else: `CHAT_BIN` names it. */

import { assertEquals, assertMatch, assertStringIncludes, fail } from "@std/assert";
import { loadPage } from "../../server/web/load_page.ts";
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
  name: "The executable serves the page and its WebSocket in an empty folder",
  async fn() {
    await using folder = await tempFolder();
    const args = ["--port", "0", "--web-port", "0", "--data", "data"];
    const server = start(folder.path, ["serve", ...args]);
    await server.stdin.close();
    const lines = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
    try {
      let text = "";
      while (!/^web on .*\n/m.test(text)) text += (await lines.read()).value ?? fail(text);
      const [, port = ""] = text.match(/^web on .*:(\d+)\n/m) ?? [];
      for (const { path, type, bytes } of await loadPage()) {
        const answer = await fetch(`http://127.0.0.1:${port}${path}`);
        assertEquals(answer.headers.get("content-type"), type);
        assertEquals(await answer.bytes(), bytes, path);
      }
      const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`);
      const greeting = Promise.withResolvers<string>();
      const ended = Promise.withResolvers<void>();
      socket.onmessage = ({ data }) => greeting.resolve(data);
      socket.onclose = () => ended.resolve(greeting.reject(new Error("It was closed")));
      assertEquals(await greeting.promise, "NICKNAME_REQUEST\n");
      socket.close();
      await ended.promise;
    } finally {
      server.kill("SIGINT");
      while (!(await lines.read()).done);
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
