/// <reference lib="deno.worker" />
/** Stands in the place of `client/dial_worker.ts`: says that it is there, and dies when it is told to. */

self.onmessage = ({ data: { how }, ports }: MessageEvent<{ readonly how: string }>) => {
  if (how === "plain") ports[0]?.postMessage("here");
  else throw new Error("it dies, as the test wants");
};
