/// <reference lib="deno.worker" />
/** In the place of the workers, for permissions_test.ts: tries what the real ones must not be able to. */

import { giveUpPermissions } from "../server/permissions.ts";
import type { Task, WorkerMessage } from "../workers/messages.ts";

/** What is tried, by its name. */
type Attempts = Readonly<Record<string, () => unknown>>;

async function tried(attempts: Attempts): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, attempt] of Object.entries(attempts)) {
    try {
      const what = await attempt();
      (what as Disposable | undefined)?.[Symbol.dispose]?.();
      found[name] = "done";
    } catch (error) {
      const { name: kind, message } = error as Error;
      found[name] = message.includes("Requires import access") ? "NotCapable" : kind;
    }
  }
  return found;
}

const connect = (port: number) => Deno.connect({ hostname: "127.0.0.1", port });
const readOf = (path: string) => () => Deno.readTextFile(path);
const writeOf = (path: string) => () => Deno.writeTextFile(path, "x");

/** What no command may. */
const nobody: Attempts = {
  readOfOthers: readOf("/etc/passwd"),
  readOfSources: readOf(new URL("../main.ts", import.meta.url).pathname),
  readHere: () => Deno.readDirSync(".").next(),
  run: () => new Deno.Command(Deno.execPath()).outputSync(),
  ffi: () => Deno.dlopen("libc.so.6", {}),
  otherEnv: () => Deno.env.get("PATH"),
  allEnv: () => Deno.env.toObject(),
  otherSys: () => Deno.osRelease(),
  code: () => import(["https:", "", "example.org", "x.ts"].join("/")),
};

async function server({ flags, data }: Extract<Task, { command: "serve" }>["run"]) {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const files: Attempts = {
    writeOwn: writeOf(`${data}/own`),
    readOwn: readOf(`${data}/own`),
    readBeside: readOf(`${data}/../beside`),
    writeBeside: writeOf(`${data}/../beside`),
    linkOut: () => Deno.symlink("/etc/passwd", `${data}/link`),
  };
  const before = await tried({
    ...nobody,
    ...files,
    readSecret: readOf(flags["password-file"]!),
    writeSecret: writeOf(flags["password-file"]!),
    connect: () => connect(listener.addr.port),
    ownEnv: () => Deno.env.get("CHAT_PASSWORD"),
    home: () => Deno.env.get("HOME"),
    interfaces: () => Deno.networkInterfaces(),
  });
  console.log(`listening on 127.0.0.1:${listener.addr.port}`);
  await giveUpPermissions(flags);
  const after = await tried({
    ...files,
    connect: () => connect(listener.addr.port),
    listen: () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
    ownEnv: () => Deno.env.get("CHAT_PASSWORD"),
    interfaces: () => Deno.networkInterfaces(),
  });
  // those who come can still be talked to
  using guest = await listener.accept();
  await guest.write(new TextEncoder().encode(`${JSON.stringify({ before, after })}\n`));
}

async function client({ server: { port }, flags }: Extract<Task, { command: "join" }>["run"]) {
  const home = Deno.env.get("HOME")!;
  const found = await tried({
    ...nobody,
    writeHome: writeOf(`${home}/x`),
    makeCache: () => Deno.mkdir(`${home}/.cache/chat`, { recursive: true }),
    writeCache: writeOf(`${home}/.cache/chat/x`),
    makeState: () => Deno.mkdir(`${home}/.local/state/chat`, { recursive: true }),
    readState: () => Deno.readDirSync(`${home}/.local/state/chat`).next(),
    readOthersState: () => Deno.readDirSync(`${home}/.local/state`).next(),
    readSecret: readOf(flags["password-file"]!),
    writeSecret: writeOf(flags["password-file"]!),
    connect: () => connect(port),
    connectElsewhere: () => connect(port - 1),
    listen: () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
    interfaces: () => Deno.networkInterfaces(),
  });
  console.log(JSON.stringify(found));
}

self.onmessage = async ({ data: message }: MessageEvent<WorkerMessage>) => {
  if (typeof message === "string" || "ended" in message) return;
  if (message.command === "serve") await server(message.run);
  else if (message.command === "join") await client(message.run);
  self.postMessage(0);
};
