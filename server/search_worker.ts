/// <reference lib="deno.worker" />
/**
 * The thread that looks through the logs for `chat serve`. The main thread starts it, with the permission to read
 * the data folder and no other, and hands it one end of a port; the server has the other.
 *
 * @module
 */

import { answerSearches } from "./storage/local/search_port.ts";

self.onmessage = ({ ports: [port] }: MessageEvent) => {
  if (port !== undefined) answerSearches(port);
};
