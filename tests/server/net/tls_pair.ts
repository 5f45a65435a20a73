/** Both ends of one connection with TLS. */

import { Buffer } from "node:buffer";
import { connect as connectTls } from "node:tls";
import { makeCertificate } from "../../../server/access/certificate.ts";
import type { AcceptedSocket } from "../../../server/net/socket.ts";
import { secureContext } from "../../../server/net/tls_acceptor.ts";
import { TlsSocket } from "../../../server/net/tls_socket.ts";
import type { FragileSocket, SocketPair } from "./socket_suite.ts";
import { closing, ConnPeer, fragilePair, tcpPair } from "./tcp_pair.ts";

/** The certificate that the servers of these tests show. */
export const CERTIFICATE = await makeCertificate();
const CONTEXT = secureContext(CERTIFICATE);

/** The server's side of `tcp`, which has not shaken hands. */
export function tlsOn(tcp: AcceptedSocket): TlsSocket {
  return new TlsSocket(tcp, CONTEXT);
}

/** The client's side of `tcp`, which has shaken hands when this resolves. */
export async function clientOn(tcp: Deno.TcpConn): Promise<Deno.TlsConn> {
  const client = await Deno.startTls(tcp, {
    hostname: "chat.local",
    caCerts: [CERTIFICATE.cert],
  });
  try {
    await client.handshake();
  } catch (cause) {
    client.close();
    throw cause;
  }
  return client;
}

/** A connection that has shaken hands. */
export async function tlsPair(): Promise<SocketPair & { readonly client: Deno.TlsConn }> {
  const { accepted, connected } = await tcpPair();
  const socket = tlsOn(accepted);
  const [client] = await Promise.all([clientOn(connected), socket.handshake()]);
  return { socket, client, peer: new ConnPeer(client), ...closing(socket, client) };
}

/** The same, for a test that tears it away. */
export async function fragileTlsPair(): Promise<FragileSocket> {
  const { accepted, connected } = await fragilePair();
  const socket = tlsOn(accepted);
  const client = connectTls({ socket: connected, rejectUnauthorized: false });
  client.on("error", () => {}); // torn away on purpose
  await socket.handshake();
  return { socket, reset: () => connected.resetAndDestroy(), ...closing(socket) };
}

/** A ClientHello, as `Deno.startTls` sends it. */
export async function clientHello(): Promise<Uint8Array> {
  const { accepted, connected } = await tcpPair();
  const handshake = clientOn(connected);
  const bytes = new Uint8Array(4096);
  const count = await accepted.read(bytes);
  accepted.close();
  await handshake.then((client) => client.close(), () => {});
  return bytes.subarray(0, count ?? 0);
}

/** All that comes on `conn` until its end. */
export async function readToEnd(conn: Pick<Deno.Conn, "read">): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (;;) {
    const into = new Uint8Array(4096);
    const count = await conn.read(into);
    if (count === null) return new Uint8Array(Buffer.concat(pieces));
    pieces.push(into.subarray(0, count));
  }
}
