/// <reference lib="deno.worker" />
/** Stands in the place of `client/dial_worker.ts`, and tells what it may do. */

import type { PortRequest } from "../../client/dial/port_messages.ts";

async function tried(what: () => unknown): Promise<string> {
  try {
    await what();
    return "done";
  } catch (cause) {
    return cause instanceof Error ? cause.name : `${cause}`;
  }
}

async function connect(port: number): Promise<void> {
  (await Deno.connect({ hostname: "127.0.0.1", port })).close();
}

self.onmessage = async ({ data: { port }, ports }: MessageEvent<PortRequest>) => {
  ports[0]?.postMessage({
    connect: await tried(() => connect(port)),
    connectElsewhere: await tried(() => connect(port - 1)),
    listen: await tried(() => Deno.listen({ hostname: "127.0.0.1", port: 0 })),
    read: await tried(() => Deno.readTextFile("/etc/hostname")),
    write: await tried(() => Deno.writeTextFile("/tmp/chat-probe", "")),
    env: await tried(() => Deno.env.get("HOME")),
    run: await tried(() => new Deno.Command("true").output()),
    interfaces: await tried(() => Deno.networkInterfaces()),
    code: await tried(() => import(`${"https"}://example.invalid/x.ts`)),
  });
};
