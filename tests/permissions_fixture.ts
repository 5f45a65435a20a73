/** A program for permissions_test.ts: what the task `chat` may do, and what is left of it. */

import { giveUpPermissions } from "../server/permissions.ts";

async function attempt(act: () => unknown): Promise<string> {
  try {
    await act();
    return "done";
  } catch (error) {
    const { name, message } = error as Error;
    return message.includes("Requires import access") ? "NotCapable" : name;
  }
}

const connect = (port: number) => Deno.connect({ hostname: "127.0.0.1", port });

const asked = {
  run: await attempt(() => new Deno.Command(Deno.execPath()).outputSync()),
  ffi: await attempt(() => Deno.dlopen("libc.so.6", {})),
  otherEnv: await attempt(() => Deno.env.get("PATH")),
  allEnv: await attempt(() => Deno.env.toObject()),
  otherSys: await attempt(() => Deno.osRelease()),
  code: await attempt(() => import(["https:", "", "example.org", "x.ts"].join("/"))),
  ownEnv: await attempt(() => Deno.env.get("HOME")),
};

using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
using first = await connect(listener.addr.port);
await giveUpPermissions();
using accepted = await listener.accept();
await accepted.write(new Uint8Array([1]));
const left = {
  talk: await attempt(() => first.read(new Uint8Array(1))),
  connect: await attempt(() => connect(listener.addr.port)),
  listen: await attempt(() => Deno.listen({ port: 0 })),
  ownEnv: await attempt(() => Deno.env.get("HOME")),
  interfaces: await attempt(() => Deno.networkInterfaces()),
};

console.log(JSON.stringify({ asked, left }));
