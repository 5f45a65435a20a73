/** The opening of a WebSocket (RFC 6455, section 4.2). */

import type { Answer } from "./answer.ts";
import { type HttpRequest, listHas } from "./request.ts";

/** The version of the WebSocket protocol. */
export const WEB_SOCKET_VERSION = "13";

/** Shows that the answer is meant for a WebSocket (RFC 6455, section 1.3). */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Whether a request asks for a WebSocket of this version. */
export function wantsWebSocket({ method, minor, fields }: HttpRequest): boolean {
  // HTTP/1.0 has no upgrade (RFC 9110, section 7.8)
  return method === "GET" && minor > 0 && listHas(fields.get("connection"), "upgrade") &&
    listHas(fields.get("upgrade"), "websocket") &&
    fields.get("sec-websocket-version") === WEB_SOCKET_VERSION;
}

/** The key of a request, if it is valid: 16 bytes in base64. */
export function keyOf({ fields }: HttpRequest): string | undefined {
  const key = fields.get("sec-websocket-key") ?? "";
  return /^[A-Za-z\d+/]{22}==$/.test(key) ? key : undefined;
}

/** The answer that opens a WebSocket, with no subprotocol and no extension. */
export async function acceptWebSocket(key: string): Promise<Answer> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(key + GUID));
  return {
    status: 101,
    fields: {
      upgrade: "websocket",
      connection: "Upgrade",
      "sec-websocket-accept": btoa(String.fromCharCode(...new Uint8Array(digest))),
    },
  };
}
