/// <reference lib="deno.worker" />
/** Stands in the place of `client/dial_worker.ts`: opens what is wanted, answers no more, and dies when it is told to. */

import type { PortAnswer, PortRequest } from "../../client/dial/port_messages.ts";

self.onmessage = ({ data: { how }, ports }: MessageEvent<PortRequest>) => {
  if (how !== "plain") throw new Error("it dies, as the test wants");
  const result = { isConnected: true, isPrivate: false };
  ports[0]?.postMessage({ to: "open", result } satisfies PortAnswer);
};
