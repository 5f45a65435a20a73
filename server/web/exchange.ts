/** One HTTP request on a socket: reads it and answers it. */

import { MAX_UNHEARD_BYTES, MIN_READ_BYTES } from "../limits.ts";
import { discard } from "../net/discard.ts";
import type { Socket } from "../net/socket.ts";
import { writeAll } from "../net/write_all.ts";
import { encodeAnswer } from "./answer.ts";
import { type HttpRequest, RequestError, RequestReader } from "./request.ts";
import type { Reply } from "./site.ts";
import { acceptWebSocket } from "./upgrade.ts";

/**
 * Reads one request and answers it. After any answer but that of a WebSocket, waits until the peer has closed.
 *
 * @param reply The answer to a request, or to what is not one.
 * @param date The time in milliseconds since 1970.
 * @returns The bytes after the request if a WebSocket was opened, else `undefined`.
 * @throws {Deno.errors.UnexpectedEof} when the peer closes before its request is complete.
 */
export async function exchange(
  socket: Socket,
  reply: (request: HttpRequest | RequestError) => Reply,
  date: () => number,
): Promise<Uint8Array | undefined> {
  const request = await readRequest(socket);
  const isRequest = !(request instanceof RequestError);
  const replied = reply(request);
  const opens = "webSocketKey" in replied;
  const answer = opens ? await acceptWebSocket(replied.webSocketKey) : replied;
  await writeAll(socket, encodeAnswer(answer, isRequest ? request.method : "GET", date()));
  if (opens && isRequest) return request.rest;
  await socket.closeWrite();
  await discard(socket, new Uint8Array(MIN_READ_BYTES), MAX_UNHEARD_BYTES);
  return undefined;
}

async function readRequest(socket: Socket): Promise<HttpRequest | RequestError> {
  const reader = new RequestReader();
  const buffer = new Uint8Array(MIN_READ_BYTES);
  try {
    for (;;) {
      const count = await socket.read(buffer);
      if (count === null) throw new Deno.errors.UnexpectedEof("no complete request");
      const request = reader.push(buffer.subarray(0, count));
      if (request !== undefined) return request;
    }
  } catch (cause) {
    if (cause instanceof RequestError) return cause;
    throw cause;
  }
}
