/**
 * The client with the server that this project descends from, as processes: its `server.py` stands
 * beside the project where that is checked out for it.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { chatCommand, hermeticEnv, ROOT } from "../support/command.ts";
import { needs, needsPath } from "../support/missing.ts";

const SERVER = `${ROOT}../shared/seed/server.py`;
const ignore = needs("python3").ignore || needsPath(SERVER).ignore;

/** The old server on a port of its own, in a folder of its own. */
async function startOld() {
  const folder = await Deno.makeTempDir();
  const port = freePort();
  const source = await Deno.readTextFile(SERVER);
  await Deno.writeTextFile(`${folder}/server.py`, source.replace("PORT = 65432", `PORT = ${port}`));
  const child = new Deno.Command("python3", {
    args: ["-u", "server.py"],
    cwd: folder,
    env: { PYTHONIOENCODING: "utf-8" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const first = await output.read();
  if (!first.value?.includes(`${port}`)) throw new Error(`The old server said ${first.value}`);
  return {
    folder,
    port,
    log: async () => (await Deno.readTextFile(`${folder}/chat_log.txt`)).trim().split("\n"),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await output.cancel();
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Runs `chat join` with this input to its end. */
async function join(folder: string, args: readonly string[], input: string) {
  const [program = "", ...first] = chatCommand();
  const child = new Deno.Command(program, {
    args: [...first, "join", "127.0.0.1", ...args],
    env: hermeticEnv(folder),
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr) };
}

Deno.test({
  name: "chat join sends each line of a pipe to the old server as a message of its own",
  ignore,
  async fn() {
    await using old = await startOld();
    const lines = Array.from({ length: 5 }, (_, i) => `строка ${i}`);
    const sent = await join(old.folder, [`${old.port}`, "--nick", "бот"], lines.join("\n"));
    assertEquals([sent.code, sent.out, sent.err], [0, "", ""]);
    const said = (await old.log()).filter((line) => line.includes("бот: "));
    assertEquals(said.map((line) => line.slice(22)), lines.map((line) => `бот: ${line}`));
    const read = await join(old.folder, [`${old.port}`, "--nick", "eve", "--history", "3"], "");
    assertEquals(read.code, 0);
    const texts = read.out.trim().split("\n").map((line) => line.slice(22));
    assertEquals(texts, lines.slice(2).map((line) => `бот: ${line}`));
  },
});

Deno.test({
  name: "chat join sends a letter-rich text that the old server would cut, whole",
  ignore,
  async fn() {
    await using old = await startOld();
    const text = "Съешь ещё этих мягких французских булок, да выпей чаю. ".repeat(40).trim();
    const sent = await join(old.folder, [`${old.port}`, "--nick", "бот"], text);
    assertEquals([sent.code, sent.err], [0, ""]);
    const said = (await old.log()).filter((line) => line.includes("бот: "));
    assertEquals(said.map((line) => line.slice(27)).join(" "), text);
  },
});
