/** Servers with a web port, and those who come through it. */

import {
  type Address,
  type Server,
  type ServerOptions,
  startServer,
} from "../../support/process.ts";
import { connectWebSocket, type WebSocketStream } from "../../support/web_socket.ts";
import { type Frame, Guest, introduce } from "./guest.ts";

/** A server with a web port. */
export interface WebServer extends Server {
  readonly webAddress: Address;
}

/** Starts a server with a web port, and resolves when it listens there. */
export async function startWebServer(options: ServerOptions = {}): Promise<WebServer> {
  const { args: given = [] } = options;
  const args = given.includes("--web-port") ? given : ["--web-port", "0", ...given];
  const server = await startServer({ ...options, args });
  try {
    const [, hostname = "", port] = await server.process.waitForOutput(/^web on (.+):(\d+)$/m);
    return { ...server, webAddress: { hostname, port: Number(port) } };
  } catch (cause) {
    await server[Symbol.asyncDispose]();
    throw cause;
  }
}

/** Someone who has come through a WebSocket. */
export class WebGuest extends Guest {
  readonly webSocket: WebSocketStream;

  constructor(webSocket: WebSocketStream) {
    super(webSocket);
    this.webSocket = webSocket;
  }
}

/** Opens a WebSocket and enters under a nickname. */
export async function enterWeb(
  { webAddress }: { readonly webAddress: Address },
  nick: string,
  fields: Frame = {},
): Promise<WebGuest> {
  const guest = new WebGuest(await connectWebSocket(webAddress));
  await introduce(guest);
  await guest.hello({ nick, ...fields });
  return guest;
}
