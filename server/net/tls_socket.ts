/** The server's side of TLS, on a connection that was accepted. */

import { type SecureContext, TLSSocket } from "node:tls";
import { TlsStream } from "../../runtime/tls_stream.ts";
import { MAX_TLS_WRITE_BYTES } from "../limits.ts";
import { ReadBuffer } from "./read_buffer.ts";
import type { AcceptedSocket, NetAddress } from "./socket.ts";

/** A socket with TLS. A connection that says nothing costs nothing but a read. */
export class TlsSocket extends TlsStream implements AcceptedSocket {
  readonly remoteAddr: NetAddress;

  constructor(tcp: AcceptedSocket, secureContext: SecureContext) {
    super(tcp, {
      side: "server",
      begin: (wire) => new TLSSocket(wire, { isServer: true, secureContext }),
      buffer: new ReadBuffer(),
      maxWriteBytes: MAX_TLS_WRITE_BYTES,
    });
    this.remoteAddr = tcp.remoteAddr;
  }
}
