/** A WebSocket as a test speaks it: the bytes of its texts like those of a connection, its frames by hand. */

import {
  bytesOf,
  clientClose,
  clientFrame,
  joined,
  OPCODE,
  type ServerFrame,
  serverFrame,
} from "./web_frames.ts";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import type { Stream } from "./lines.ts";
import type { Address } from "./process.ts";

const LF = 0x0a;

/** The client's end of a WebSocket; what is written goes out as texts of whole lines. */
export class WebSocketStream implements Stream {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** The code and the reason with which the server ended it. */
  closed: { readonly code: number | undefined; readonly reason: string } | undefined;
  /** Payloads of pongs. */
  readonly pongs: string[] = [];
  readonly #conn: Stream;

  /**
   * @param reader Of the readable of `conn`.
   * @param bytes What came behind the answer already.
   */
  constructor(conn: Stream, reader: Reader, bytes: Uint8Array) {
    this.#conn = conn;
    let rest = bytes;
    this.readable = new ReadableStream({
      pull: async (controller) => {
        for (;;) {
          const frame = serverFrame(rest);
          if (frame !== undefined) {
            rest = rest.subarray(frame.length);
            const text = this.#take(frame);
            if (text !== undefined) return controller.enqueue(text);
          } else {
            const { value, done } = await reader.read();
            if (done) return controller.close();
            rest = joined([rest, value]);
          }
        }
      },
      cancel: () => reader.cancel(),
    });
  }

  async write(bytes: Uint8Array): Promise<number> {
    const fits = bytes.length <= MAX_LINE_BYTES
      ? bytes.length
      : bytes.lastIndexOf(LF, MAX_LINE_BYTES - 1) + 1 || bytes.length;
    await this.send(clientFrame(bytes.subarray(0, fits)));
    return fits;
  }

  /** Sends bytes as they are: frames, or what is none. */
  async send(bytes: Uint8Array): Promise<void> {
    await sendAll(this.#conn, bytes);
  }

  /** Says that no more comes, as a page does: with a close frame. */
  async closeWrite(): Promise<void> {
    await this.send(clientClose(1000));
  }

  close(): void {
    this.#conn.close();
  }

  #take({ opcode, payload }: ServerFrame): Uint8Array<ArrayBuffer> | undefined {
    if (opcode === OPCODE.text) return payload.slice();
    if (opcode === OPCODE.pong) this.pongs.push(new TextDecoder().decode(payload));
    if (opcode !== OPCODE.close) return undefined;
    const reason = new TextDecoder().decode(payload.subarray(2));
    const code = payload.length === 0 ? undefined : payload[0]! << 8 | payload[1]!;
    this.closed = { code, reason };
    return undefined;
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

async function sendAll(conn: Stream, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await conn.write(rest));
}

/** The head of an answer, by its status and fields. */
export interface AnswerHead {
  readonly status: number;
  readonly fields: Headers;
}

/** Reads the head of an answer, without the empty line. */
export function headOf(text: string): AnswerHead {
  const [start = "", ...lines] = text.split("\r\n");
  const fields = lines.map((line) => /^([^:]+): (.*)$/.exec(line)!.slice(1) as [string, string]);
  return { status: Number(start.split(" ")[1]), fields: new Headers(fields) };
}

/** The head of a request that opens a WebSocket. */
export function upgradeHead(host: string, fields: Readonly<Record<string, string>> = {}): string {
  const all = {
    host,
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...fields,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET /ws HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/**
 * Opens a WebSocket on a connection.
 *
 * @throws {Error} when the server opens none.
 */
export async function openWebSocket(
  conn: Stream,
  host: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<WebSocketStream> {
  await sendAll(conn, bytesOf(upgradeHead(host, fields)));
  const reader = conn.readable.getReader();
  let bytes: Uint8Array = new Uint8Array();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error("There is no answer");
    bytes = joined([bytes, value]);
    const text = new TextDecoder("latin1").decode(bytes);
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const { status, fields } = headOf(text.slice(0, end));
    if (status !== 101 || fields.get("sec-websocket-accept") !== ACCEPT) {
      throw new Error(`There is no WebSocket: ${status}`);
    }
    return new WebSocketStream(conn, reader, bytes.subarray(end + 4));
  }
}

/** The answer to the one key that is used here (RFC 6455, section 1.3). */
const ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/** Connects and opens a WebSocket. */
export async function connectWebSocket({ hostname, port }: Address): Promise<WebSocketStream> {
  const conn = await Deno.connect({ hostname, port });
  try {
    conn.setNoDelay(true);
    return await openWebSocket(conn, `${hostname}:${port}`);
  } catch (cause) {
    conn.close();
    throw cause;
  }
}
