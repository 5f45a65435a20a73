/** What a server may tell of others: servers that lie to real clients. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { MAX_TOLD_NODES } from "../../client/limits.ts";
import { LineClient } from "../support/lines.ts";
import { type Process, type Server, startChat, startServer } from "../support/process.ts";
import { fingerprintOfPem } from "../support/tls.ts";
import { logText } from "./support/data.ts";
import { tempFolder } from "./support/temp.ts";

/** For a client that tries all others first, on a busy machine. */
const PATIENCE_MS = 60_000;

const LIMITS = {
  ...{ line_bytes: 16_384, text_bytes: 7_680, text_lines: 100, nick_columns: 32 },
  ...{ rate: 0, burst: 0, history: 10 },
};

type Node = { readonly addr: string; readonly pin?: string };

/** A server that says what the test wants, at one port for as long as it lasts. */
class Liar implements AsyncDisposable {
  readonly address: string;
  readonly #listener: Deno.TcpListener;
  #guest: LineClient | undefined;

  constructor() {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.address = `127.0.0.1:${this.#listener.addr.port}`;
  }

  /** Lets the next client in, and tells it of other servers. */
  async welcome(nodes: readonly Node[]): Promise<void> {
    const late = setTimeout(() => this.#listener.close(), PATIENCE_MS);
    const conn = await this.#listener.accept().finally(() => clearTimeout(late));
    const guest = this.#guest = new LineClient(conn);
    await guest.send("NICKNAME_REQUEST");
    await guest.next(/"hello"/);
    const welcome = {
      ...{
        type: "welcome",
        v: 1,
        server: "liar",
        nick: "bot",
        room: "lobby",
        resume: "r".repeat(32),
      },
      ...{ last: 0, members: ["bot"], count: 1, limits: LIMITS, nodes },
    };
    await this.say(welcome, { type: "live", room: "lobby" });
  }

  /** Sends frames. */
  async say(...frames: readonly object[]): Promise<void> {
    for (const frame of frames) await this.#guest!.send(JSON.stringify(frame));
  }

  /** Breaks off. */
  async cut(): Promise<void> {
    await this.#guest?.[Symbol.asyncDispose]();
    this.#guest = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut();
    try {
      this.#listener.close();
    } catch {
      // it was closed since nobody came
    }
  }
}

/** A port that counts who comes, and says nothing to them. */
class Decoy implements Disposable {
  readonly address: string;
  visits = 0;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });

  constructor() {
    this.address = `127.0.0.1:${this.#listener.addr.port}`;
    void this.#accept();
  }

  async #accept(): Promise<void> {
    for await (const conn of this.#listener) {
      this.visits++;
      conn.close();
    }
  }

  [Symbol.dispose](): void {
    this.#listener.close();
  }
}

/** The rooms of which a server has a log. */
async function roomsOf({ data }: Server): Promise<string> {
  try {
    return (await Array.fromAsync(Deno.readDir(`${data}/rooms`), ({ name }) => name)).join();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return "";
    throw cause;
  }
}

async function bot({ address }: Liar, home?: string): Promise<Process> {
  const args = ["join", address, "--nick", "bot", "--frames"];
  return await startChat(args, home === undefined ? {} : { home });
}

Deno.test("A server that tells of a thousand others is believed of a few, and of none that makes no sense", async () => {
  await using liar = new Liar();
  using decoys = new DisposableStack();
  const real = Array.from({ length: MAX_TOLD_NODES + 4 }, () => decoys.use(new Decoy()));
  await using home = await tempFolder();
  await using process = await bot(liar, home.path);
  const senseless = [
    ...["0.0.0.0:0", "0.0.0.0:65432", "[::]:1", "127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1:-1"],
    ...["127.0.0.1", "", ":", "a b:1", "\u001b[31m:1", "x".repeat(2_000), "../../etc/passwd:1"],
    ...[liar.address, liar.address.toUpperCase(), "a,b:1", "http://127.0.0.1:80/", "127.0.0.1:1:2"],
  ].map((addr): Node => ({ addr }));
  const pins = ["", "sha256:", "sha256:zz", "md5:00", "x".repeat(2_000)];
  await liar.welcome(senseless.slice(0, 7));
  await process.waitForOutput(/"type":"live"/);
  const shutdown = (nodes: readonly Node[]) => ({ type: "shutdown", message: "bye", nodes });
  const oddPins = pins.map((pin): Node => ({ addr: real[0]!.address, pin }));
  await liar.say(
    shutdown(senseless.slice(7, 14)),
    shutdown(senseless.slice(14)),
    shutdown(oddPins),
  );
  const all = [
    ...real.map(({ address }) => address),
    ...Array.from({ length: 1_000 - real.length }, (_, at) => `127.0.1.1:${at + 1_000}`),
  ];
  const pin = `sha256:${"0".repeat(64)}`;
  for (let at = 0; at < all.length; at += MAX_TOLD_NODES) {
    await liar.say(shutdown(all.slice(at, at + MAX_TOLD_NODES).map((addr) => ({ addr, pin }))));
  }
  await liar.say({ type: "pong", n: 1 });
  await liar.cut();
  // the turn of the first one comes again when all others have had theirs
  await liar.welcome([]);
  await process.write('{"type":"say","cid":"c","text":"still there"}\n');
  await liar.cut();
  await liar.welcome([]);
  const visits = real.map(({ visits }) => visits);
  assert(visits.slice(0, MAX_TOLD_NODES).every((count) => count > 0), `${visits}`);
  assertEquals(visits.slice(MAX_TOLD_NODES), [0, 0, 0, 0]);
  const known = await Deno.readTextFile(`${home.path}/.local/state/chat/known_servers`);
  const taken = real.slice(0, MAX_TOLD_NODES);
  assertEquals(known, taken.map(({ address }) => `${address} ${pin}\n`).join(""));
  await process.closeInput();
  await liar.cut();
  process.signal("SIGTERM");
  const { stderr } = await process.ended;
  assert(!/error|panic|NotCapable/i.test(stderr), stderr);
});

Deno.test("A server with another certificate than it was told to have is refused, and nothing is said to it", async () => {
  await using server = await startServer({ args: ["--tls"] });
  const { hostname, port } = server.address;
  const addr = `${hostname}:${port}`;
  const right = await fingerprintOfPem(`${server.data}/tls/cert.pem`);
  for (const pin of [`sha256:${"0".repeat(64)}`, right]) {
    await using home = await tempFolder();
    await using liar = new Liar();
    await using process = await bot(liar, home.path);
    await liar.welcome([{ addr, pin }]);
    await process.waitForOutput(/"type":"live"/);
    await liar.cut();
    await process.write('{"type":"say","cid":"c","text":"for whoever it is"}\n');
    if (pin === right) await process.waitForOutput(/"type":"msg".*"for whoever it is"/);
    // by now the server has had its turn
    else await liar.welcome([]);
    const known = await Deno.readTextFile(`${home.path}/.local/state/chat/known_servers`);
    assertEquals(known, `${addr} ${pin}\n`);
    const log = pin === right ? await logText(server.data) : await roomsOf(server);
    if (pin === right) assertStringIncludes(log, "for whoever it is");
    else assertEquals(log, "");
  }
});
