/** A connection pool in front of PostgreSQL, as PgBouncer treats what a session asks for at its start. */

import type { DatabaseHost } from "../../../../server/storage/postgres/url.ts";

/** What happens to the settings in a startup message. */
export type Treatment =
  /** They are left out: PgBouncer with `ignore_startup_parameters = options`. */
  | "dropped"
  /** They are refused, with this SQLSTATE: PgBouncer as it is installed, with 08P01. */
  | { readonly refusedWith: string };

/** Passes connections on to a database. */
export class Pool implements AsyncDisposable {
  readonly at: DatabaseHost;
  readonly #listener: Deno.TcpListener;
  readonly #conns = new Set<Deno.Conn>();
  readonly #ended: Promise<unknown>;

  constructor(database: DatabaseHost, treatment: Treatment) {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { hostname, port } = this.#listener.addr;
    this.at = { host: hostname, port };
    this.#ended = this.#accept(database, treatment);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const conn of this.#conns) close(conn);
    await this.#ended;
  }

  async #accept(database: DatabaseHost, treatment: Treatment): Promise<void> {
    const pairs: Promise<void>[] = [];
    for await (const client of this.#listener) {
      this.#conns.add(client);
      pairs.push(this.#serve(client, database, treatment).catch(() => close(client)));
    }
    await Promise.all(pairs);
  }

  async #serve(client: Deno.Conn, { host, port }: DatabaseHost, treatment: Treatment) {
    const settings = await startup(client);
    if (treatment !== "dropped" && "options" in settings) {
      await client.write(refusal(treatment.refusedWith));
      close(client);
      return;
    }
    delete settings.options;
    const server = await Deno.connect({ hostname: host, port });
    this.#conns.add(server);
    await server.write(startupMessage(settings));
    const ends = [client.readable.pipeTo(server.writable), server.readable.pipeTo(client.writable)];
    await Promise.allSettled(ends);
  }
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // it has ended by itself
  }
}

/** The parameters of the first message of a client (PostgreSQL's protocol 3.0, StartupMessage). */
async function startup(client: Deno.Conn): Promise<Record<string, string>> {
  const message = new Uint8Array(new DataView((await bytes(client, 4)).buffer).getInt32(0) - 4);
  message.set(await bytes(client, message.length));
  const words = new TextDecoder().decode(message.subarray(4)).split("\0");
  const settings: Record<string, string> = {};
  for (let i = 0; words[i]; i += 2) settings[words[i]!] = words[i + 1]!;
  return settings;
}

async function bytes(conn: Deno.Conn, count: number): Promise<Uint8Array<ArrayBuffer>> {
  const read = new Uint8Array(count);
  for (let at = 0; at < count;) at += (await conn.read(read.subarray(at)))!;
  return read;
}

function startupMessage(settings: Record<string, string>): Uint8Array {
  const words = Object.entries(settings).flat().map((word) => `${word}\0`).join("");
  const text = new TextEncoder().encode(`${words}\0`);
  const message = new Uint8Array(8 + text.length);
  const view = new DataView(message.buffer);
  view.setInt32(0, message.length);
  view.setInt32(4, 3 << 16);
  message.set(text, 8);
  return message;
}

/** An ErrorResponse. */
function refusal(code: string): Uint8Array {
  const text = `SFATAL\0C${code}\0Munsupported startup parameter: options\0\0`;
  const message = new Uint8Array([
    0x45,
    0,
    0,
    0,
    4 + text.length,
    ...new TextEncoder().encode(text),
  ]);
  return message;
}
