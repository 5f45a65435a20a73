import { assertEquals, assertRejects } from "@std/assert";
import type { Print } from "../../../server/admin/moderation.ts";
import { AdminSocket, listenAdmin } from "../../../server/admin/admin_socket.ts";
import { administer, type AdminProcess } from "../../../server/admin_client.ts";
import { LineConsole } from "../../../server/admin/console.ts";
import { MAX_ADMIN_CONNECTIONS } from "../../../server/limits.ts";
import { SystemClock } from "../../../runtime/clock.ts";
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";
import { OutputError } from "../../../runtime/output.ts";

const ignore = Deno.build.os === "windows";

/** Repeats what it is told; `/no` is refused. */
class Echo {
  readonly consoles = new Set<Print>();
  readonly seen: string[] = [];

  attach(print: Print): () => void {
    this.consoles.add(print);
    return () => this.consoles.delete(print);
  }

  line(line: string, print: Print): Promise<boolean> {
    this.seen.push(line);
    print(`did ${line}`);
    return Promise.resolve(line !== "/no");
  }
}

async function scene() {
  const folder = await Deno.makeTempDir({ prefix: "chat-socket-" });
  const path = `${folder}/admin.sock`;
  const admin = new Echo();
  const clock = new SystemClock();
  const open = async () =>
    new AdminSocket(await listenAdmin(path), { admin, clock, remove: () => Promise.resolve() });
  const socket = await open();
  const printed: string[] = [];
  const process = (input: string): AdminProcess => ({
    stdout: (text) => Promise.resolve(void printed.push(text)),
    stderr: (text) => Promise.resolve(void printed.push(`! ${text}`)),
    openConsole: (write) => {
      const readable = ReadableStream.from([new TextEncoder().encode(input)]);
      return Promise.resolve(new LineConsole({ readable }, write));
    },
    connect: (path) => Deno.connect({ transport: "unix", path }),
  });
  const run = { socket: path, data: folder, language: "en" } as const;
  return {
    ...{ path, folder, admin, printed, run, process },
    /** Runs `chat admin`. */
    ask: (command: string | undefined, input = "") =>
      administer({ ...run, command }, process(input)),
    connect: () => Deno.connect({ transport: "unix", path }),
    close: () => socket[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test({
  ignore,
  name: "AdminSocket is for its owner alone, and gone at the end",
  async fn() {
    await using t = await scene();
    const { isSocket, mode } = await Deno.lstat(t.path);
    assertEquals([isSocket, mode! & 0o777], [true, 0o600]);
    await t.close();
    await assertRejects(() => Deno.lstat(t.path), Deno.errors.NotFound);
    assertEquals(Array.from(Deno.readDirSync(t.folder)), []);
  },
});

Deno.test({
  ignore,
  name: "administer gives one command, and tells by its code whether it was done",
  async fn() {
    await using t = await scene();
    assertEquals(await t.ask("/kick ann rude"), 0);
    assertEquals(await t.ask("kick ann\nrude"), 0);
    assertEquals(await t.ask("/no"), 1);
    assertEquals(t.admin.seen, ["/kick ann rude", "/kick ann rude", "/no"]);
    assertEquals(t.printed, ["did /kick ann rude\n", "did /kick ann rude\n", "did /no\n"]);
    await t.close();
    assertEquals(await t.ask("/who"), 1);
    assertEquals(
      t.printed.at(-1),
      `! No server runs on the data folder ${t.folder}; name another with --data\n`,
    );
  },
});

Deno.test({
  ignore,
  name: "administer gives each line of its input, one after the other",
  async fn() {
    await using t = await scene();
    assertEquals(await t.ask(undefined, "/who\n\nbans\n/say hi"), 0);
    assertEquals(t.admin.seen, ["/who", "/bans", "/say hi"]);
    assertEquals(await t.ask(undefined, "/no\n/who\n"), 1);
    assertEquals(await t.ask(undefined, ""), 0);
    await t.close();
    assertEquals(t.admin.consoles.size, 0);
  },
});

Deno.test({
  ignore,
  name: "administer fails where its answers cannot be written, unless nobody reads them",
  async fn() {
    await using t = await scene();
    const ask = (cause: Error) =>
      administer({ ...t.run, command: "/who" }, {
        ...t.process(""),
        stdout: () => Promise.reject(new OutputError(cause)),
      });
    assertEquals(await ask(Object.assign(new Error("full"), { code: "ENOSPC" })), 1);
    assertEquals(t.printed, ["! Cannot write the output: the disk is full\n"]);
    assertEquals(await ask(new Deno.errors.BrokenPipe()), 0);
    await t.close();
  },
});

Deno.test({
  ignore,
  name: "AdminSocket cuts a peer with an endless line, and takes so many peers and no more",
  async fn() {
    await using t = await scene();
    using endless = await t.connect();
    const cut = endless.read(new Uint8Array(1)).catch(() => null);
    await endless.write(new Uint8Array(2 * MAX_LINE_BYTES).fill(0x78)).catch(() => 0);
    assertEquals(await cut, null);
    const conns = await Promise.all(
      Array.from({ length: MAX_ADMIN_CONNECTIONS }, () => t.connect()),
    );
    using over = await t.connect();
    assertEquals(await over.read(new Uint8Array(1)).catch(() => null), null);
    for (const conn of conns) conn.close();
    await t.close();
  },
});
