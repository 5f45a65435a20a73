/// <reference lib="deno.worker" />
/** A thread that searches, and dies of a search for "die". Any other finds nothing. */

import { answerSearches } from "../../server/storage/local/search_port.ts";

self.onmessage = ({ ports: [port] }: MessageEvent) => {
  answerSearches(port!, (_log, { text }) => {
    if (text !== "die") return Promise.resolve({ messages: [], next: undefined, isComplete: true });
    queueMicrotask(() => {
      throw new Error("out of order");
    });
    return new Promise(() => {});
  });
};
