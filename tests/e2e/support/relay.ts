/** A way to a server that can be cut, and mended. */

import type { Address } from "../../support/process.ts";

/** Forwards connections to a server for as long as the way is whole. */
export class Relay implements AsyncDisposable {
  readonly address: Address;
  readonly #target: Address;
  readonly #listener: Deno.TcpListener;
  readonly #ends = new Set<Deno.TcpConn>();
  readonly #running: Promise<void>;
  #isCut = false;
  #isMute = false;
  #isDeaf = false;

  constructor(target: Address, host = "127.0.0.1") {
    this.#target = target;
    this.#listener = Deno.listen({ hostname: host, port: 0 });
    const { hostname, port } = this.#listener.addr;
    this.address = { hostname, port };
    this.#running = this.#accept();
  }

  /** Ends all connections, and each new one at once. */
  cut(): void {
    this.#isCut = true;
    for (const end of this.#ends) end.close();
    this.#ends.clear();
  }

  /** What the server sends is lost from now on; what it is sent arrives. */
  mute(): void {
    this.#isMute = true;
  }

  /** Nothing arrives any more in either direction, and nobody is told: as when a machine sleeps. */
  stall(): void {
    this.#isMute = this.#isDeaf = true;
  }

  /** The way is whole again for those who come now. What stalled stays so. */
  mend(): void {
    this.#isCut = this.#isMute = this.#isDeaf = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    await this.#running;
  }

  async #accept(): Promise<void> {
    const running = new Set<Promise<void>>();
    for await (const client of this.#listener) {
      const done = this.#forward(client).finally(() => running.delete(done));
      running.add(done);
    }
    await Promise.all(running);
  }

  async #forward(client: Deno.TcpConn): Promise<void> {
    if (this.#isCut) return client.close();
    let server: Deno.TcpConn;
    try {
      server = await Deno.connect(this.#target);
    } catch {
      return client.close(); // the server is away
    }
    const ends = [client, server];
    for (const end of ends) this.#ends.add(end);
    if (this.#isCut) this.cut();
    await Promise.all([this.#pump(client, server), this.#pump(server, client)]);
    for (const end of ends) if (this.#ends.delete(end)) end.close();
  }

  /** Forwards one direction until its end. */
  async #pump(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
    const isAnswer = from.remoteAddr.port === this.#target.port;
    const buffer = new Uint8Array(16 * 1024);
    // bytes that are lost are not followed by others
    let isLost = false;
    try {
      for (let count; (count = await from.read(buffer)) !== null;) {
        if (isAnswer ? this.#isMute : this.#isDeaf) isLost = true;
        if (isLost) continue;
        for (let sent = 0; sent < count;) sent += await to.write(buffer.subarray(sent, count));
      }
      await to.closeWrite();
    } catch {
      // the other direction has ended it, or a cut
    }
  }
}
