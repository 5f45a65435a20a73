/** A network that fails: everything between clients and a server goes through it. */

import { Condition } from "../../support/condition.ts";
import type { Address } from "../../support/process.ts";
import type { Chance } from "./chance.ts";
import { pause } from "../../support/pause.ts";

/** What happens to one direction of a connection, again and again, until one is its end. */
export type Fault = "drop" | "swallow" | "stall" | "bytes" | "half-close";

/** All that can happen. */
export const FAULTS: readonly Fault[] = ["drop", "swallow", "stall", "bytes", "half-close"];

/** The bytes of a direction before its next fault, at the most: some strike within the hello. */
const MOMENT_BYTES = 20_000;

/** Bytes that go one by one, when that is the fault. */
const SINGLE_BYTES = 1_500;

/** How long a stall may last, in milliseconds. */
const STALL_MS = 40;

/** Forwards connections to a server, and does harm to them. */
export class Proxy implements AsyncDisposable {
  readonly address: Address;
  /** How often each fault has struck. */
  readonly struck = new Map<Fault, number>();
  /** While it is false, connections are left alone. */
  harmful = true;
  readonly #target: Address;
  readonly #chance: Chance;
  readonly #listener: Deno.TcpListener;
  readonly #changes = new Condition();
  readonly #pairs = new Set<Pair>();
  readonly #running: Promise<void>;

  constructor(target: Address, chance: Chance) {
    this.#target = target;
    this.#chance = chance;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { hostname, port } = this.#listener.addr;
    this.address = { hostname, port };
    this.#running = this.#accept();
  }

  /** Resolves when every fault has struck so often. */
  async untilStruck(times: number): Promise<void> {
    const probe = () =>
      FAULTS.every((fault) => (this.struck.get(fault) ?? 0) >= times) || undefined;
    await this.#changes.until("the faults", probe, () => JSON.stringify([...this.struck]), 60_000);
  }

  /** Leaves connections alone from now on, those that are there too. */
  heal(): void {
    this.harmful = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const pair of this.#pairs) pair.close();
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
    let server: Deno.TcpConn;
    try {
      server = await Deno.connect(this.#target);
    } catch {
      return client.close(); // the server is away
    }
    const pair = new Pair(client, server);
    this.#pairs.add(pair);
    for (const end of [client, server]) end.setNoDelay(true);
    const directions = [[client, server], [server, client]] as const;
    await Promise.all(directions.map(async ([from, to]) => {
      try {
        await this.#pump(from, to);
        await to.closeWrite();
      } catch {
        pair.close(); // one end has gone, or the fault was this: so both go
      }
    }));
    pair.close();
    this.#pairs.delete(pair);
  }

  /** Forwards one direction until its end; some faults are one. */
  async #pump(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(16 * 1024);
    let left = this.#chance.below(MOMENT_BYTES);
    for (;;) {
      const count = await from.read(buffer);
      if (count === null) return;
      let bytes = buffer.subarray(0, count);
      if (this.harmful && count > left) {
        await writeAll(to, bytes.subarray(0, left));
        bytes = bytes.subarray(left);
        const fault = this.#chance.pick(FAULTS);
        this.struck.set(fault, (this.struck.get(fault) ?? 0) + 1);
        this.#changes.changed();
        if (fault === "half-close") return;
        bytes = await this.#strike(fault, bytes, to);
        left = bytes.length + this.#chance.below(MOMENT_BYTES);
      }
      left -= bytes.length;
      await writeAll(to, bytes);
    }
  }

  /** Does harm; what remains to be sent, where the connection survives it. */
  async #strike(
    fault: Exclude<Fault, "half-close">,
    bytes: Uint8Array<ArrayBuffer>,
    to: Deno.TcpConn,
  ): Promise<Uint8Array<ArrayBuffer>> {
    switch (fault) {
      case "drop":
        throw new Error("dropped");
      case "swallow": // what is on its way is lost, and only later is it noticed
        await pause(this.#chance.below(STALL_MS));
        throw new Error("swallowed");
      case "stall":
        await pause(this.#chance.below(STALL_MS));
        return bytes;
      case "bytes":
        for (const byte of bytes.subarray(0, SINGLE_BYTES)) await to.write(new Uint8Array([byte]));
        return bytes.subarray(SINGLE_BYTES);
    }
  }
}

/** The two ends of a connection that is forwarded. */
class Pair {
  readonly #ends: readonly Deno.Conn[];
  #closed = false;

  constructor(...ends: readonly Deno.Conn[]) {
    this.#ends = ends;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const end of this.#ends) end.close();
  }
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await to.write(bytes.subarray(sent));
}
