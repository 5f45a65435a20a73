/** A server that is killed again and again while people talk at full speed. Nothing may be lost. */

import { assert, assertGreater } from "@std/assert";
import type { Stream } from "../../support/lines.ts";
import type { Address, Server, ServerOptions } from "../../support/process.ts";
import { Chance } from "./chance.ts";
import { Faithful } from "./faithful.ts";
import { tempFolder } from "./temp.ts";
import { assertNothingLost } from "./verdict.ts";

/** The way by which people come in. */
export interface Way {
  /** Starts a server; its address is the one to connect to. */
  start(options: ServerOptions): Promise<Server>;
  connect(address: Address): Promise<Stream>;
  /**
   * Whether some say again what they have to before they have seen what they missed: they must be fast, since
   * the server knows the `cid`s of so many messages alone.
   */
  readonly eager: boolean;
}

/** Kills a server so many times while people talk through it, and looks whether anything is missing. */
export async function surviveCrashes(
  rounds: number,
  { start, connect, eager }: Way,
): Promise<void> {
  const chance = Chance.announced("crash test");
  await using data = await tempFolder();
  let up = Promise.withResolvers<Address>();
  let talking = true;
  const args = ["--rate", "0"];
  await using clients = new AsyncDisposableStack();
  const address = () => up.promise;
  const next = () => talking ? chance.text() : undefined;
  const everyone = ["ann", "bob", "carol", "dave"].map((nick, n) =>
    clients.use(new Faithful({ nick, address, next, eager: eager && n % 2 === 0, connect }))
  );
  const acknowledged = () => everyone.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0);

  for (let round = 0; round < rounds; round++) {
    await using server = await start({ data: data.path, args });
    up.resolve(server.address);
    // a moment: so many acknowledgements from now, none at all once in a while
    const moment = acknowledged() + chance.pick([0, 1, chance.below(50), chance.below(2_000)]);
    await Promise.race(
      everyone.map((client) => client.until("the moment", () => acknowledged() >= moment)),
    );
    up = Promise.withResolvers();
    await server.process.stop("SIGKILL");
  }

  await using server = await start({ data: data.path, args });
  up.resolve(server.address);
  talking = false;
  await Promise.all(everyone.map((client) => client.until("the rest", () => client.settled)));
  const last = Math.max(...everyone.map(({ seen }) => seen.length));
  await Promise.all(
    everyone.map((client) => client.until("all the others said", () => client.seen.length >= last)),
  );
  await server.process.stop("SIGTERM");
  for (const client of everyone) assert(client.connections > 1, "they came back by themselves");
  assertGreater(acknowledged(), rounds);
  console.log(`${acknowledged()} messages, ${rounds} crashes`);
  await assertNothingLost(data.path, everyone);
}
