/// <reference lib="deno.worker" />
/**
 * The thread that connects to one server of which another one has told `chat join`. The main thread starts it, with the
 * permission to connect there and no other, and hands it the ports over which the client asks.
 *
 * @module
 */

import type { PortRequest } from "./dial/port_messages.ts";
import { PortServer } from "./dial/serve_port.ts";
import { connectorTo } from "./dial/tls.ts";

const server = new PortServer(connectorTo);

self.onmessage = ({ data: request, ports: [port] }: MessageEvent<PortRequest>) => {
  if (port !== undefined) void server.serve(request, port);
};
