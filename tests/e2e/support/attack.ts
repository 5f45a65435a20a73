/**
 * A program that is no good guest: `attack.ts NAME HOSTNAME PORT` does what the name says until it is
 * ended, and prints a line for each kind of thing that it is told.
 *
 * @module
 */
import { pause } from "../../support/pause.ts";

import { clientFrame, joined, OPCODE } from "../../support/web_frames.ts";
import { upgradeHead } from "../../support/web_socket.ts";

const [name = "", hostname = "", port = ""] = Deno.args;
const address = { hostname, port: Number(port) };
const encoder = new TextEncoder();
const told = new Set<string>();

/** A connection whose answers are read and counted, until it is cut. */
class Attacker {
  readonly conn: Deno.Conn;
  readonly gone: Promise<void>;
  #partial = "";

  constructor(conn: Deno.Conn) {
    this.conn = conn;
    this.gone = this.#read();
  }

  static async connect(): Promise<Attacker> {
    return new Attacker(await Deno.connect(address));
  }

  async send(what: string | Uint8Array): Promise<void> {
    const bytes = typeof what === "string" ? encoder.encode(what) : what;
    for (let sent = 0; sent < bytes.length;) sent += await this.conn.write(bytes.subarray(sent));
  }

  async enter(nick: string): Promise<this> {
    await this.send(`{"type":"hello","v":1,"nick":"${nick}","history":0}\n`);
    return this;
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    const decoder = new TextDecoder();
    try {
      for (let count; (count = await this.conn.read(buffer)) !== null;) {
        const lines = (this.#partial + decoder.decode(buffer.subarray(0, count))).split("\n");
        this.#partial = lines.pop()!.slice(-10_000);
        for (const line of lines) tell(/"code":"(\w+)"/.exec(line)?.[1]);
      }
      tell("closed");
    } catch {
      tell("reset");
    }
    try {
      this.conn.close();
    } catch {
      // closed already
    }
  }
}

function tell(what: string | undefined): void {
  if (what === undefined || told.has(what)) return;
  told.add(what);
  console.log(`told ${what}`);
}

/** Does something over and over on one connection, and on a new one when that is cut. */
async function over(act: (attacker: Attacker, n: number) => Promise<void>, nick?: string) {
  for (let life = 0;; life++) {
    try {
      const attacker = await Attacker.connect();
      if (nick !== undefined) await attacker.enter(`${nick}-${life}`);
      let going = true;
      attacker.gone.then(() => going = false);
      for (let n = 0; going; n++) await act(attacker, n);
    } catch {
      // cut, or not let in: again
      await pause(1);
    }
  }
}

/** So many commands in one write. */
const many = (command: (n: number) => unknown, count = 200) =>
  Array.from({ length: count }, (_, n) => `${JSON.stringify(command(n))}\n`).join("");

const times = (count: number, act: (n: number) => Promise<unknown>) =>
  Promise.all(Array.from({ length: count }, (_, n) => act(n)));

/** Opens a WebSocket over and over, and sends these frames until it is ended. */
const overWebSockets = (frames: readonly Uint8Array[], first: readonly Uint8Array[] = []) => {
  const [begin, flood] = [joined(first), joined(frames)];
  return times(4, () =>
    over(async (attacker, n) => {
      if (n === 0) {
        await attacker.send(upgradeHead("localhost"));
        await attacker.send(begin);
      }
      await attacker.send(flood);
    }));
};

const forever = new Promise<never>(() => {});

const ATTACKS: Record<string, () => Promise<unknown>> = {
  /** Connects and goes away, as fast as it can. */
  "connection flood": () =>
    times(8, async () => {
      for (;;) {
        try {
          (await Deno.connect(address)).close();
        } catch {
          await pause(1);
        }
      }
    }),
  /** Takes all the places there are, and says hello a byte at a time. */
  "slow hello": () =>
    times(900, async () => {
      const attacker = await Attacker.connect();
      const hello = encoder.encode('{"type":"hello","v":1,"nick":"'.padEnd(10_000, "x"));
      for (const byte of hello) {
        await attacker.send(new Uint8Array([byte]));
        await pause(200);
      }
    }),
  /** A line that never ends, in and out of the room. */
  "endless line": () => {
    const piece = new Uint8Array(64 * 1024).fill(0x78);
    return Promise.all([
      over((attacker) => attacker.send(piece)),
      over((attacker) => attacker.send(piece), "endless"),
    ]);
  },
  "message flood": () => {
    const flood = many((n) => ({ type: "say", cid: `f-${n}`, text: "flood ".repeat(100) }));
    return times(4, (who) => over((attacker) => attacker.send(flood), `flood-${who}`));
  },
  "joins in a loop": () => {
    const joins = many((n) => ({ type: "join", room: `room-${n}` }));
    return times(4, (who) => over((attacker) => attacker.send(joins), `joins-${who}`));
  },
  "nicknames in a loop": () => {
    const nicks = (who: number) => many((n) => ({ type: "nick", nick: `nick-${who}-${n}` }));
    return times(4, (who) => over((attacker) => attacker.send(nicks(who)), `nicks-${who}`));
  },
  "history in a loop": () => {
    const asks = many(() => ({ type: "history", limit: 200 }));
    return times(4, (who) => over((attacker) => attacker.send(asks), `history-${who}`));
  },
  "who in a loop": () => {
    const asks = many(() => ({ type: "who" }));
    return times(4, (who) => over((attacker) => attacker.send(asks), `who-${who}`));
  },
  "pings before hello": () => {
    const pings = many((n) => ({ type: "ping", n }));
    return times(4, () => over((attacker) => attacker.send(pings)));
  },
  "invalid frames": () => {
    const garbage = `${"{[garbage".padEnd(1_000, "[")}\n`.repeat(100);
    return times(4, (who) => over((attacker) => attacker.send(garbage), `garbage-${who}`));
  },
  "joins and leaves": () =>
    times(8, (who) =>
      over(async (attacker) => {
        await attacker.enter(`come-${who}`);
        await attacker.send('{"type":"bye"}\n');
        await attacker.gone;
      })),
  "requests in a loop": () =>
    times(8, () =>
      over(async (attacker) => {
        await attacker.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await attacker.gone;
      })),
  /** Takes all the places there are, and asks for something a byte at a time. */
  "slow requests": () =>
    times(900, async () => {
      const attacker = await Attacker.connect();
      for (const byte of encoder.encode("GET / HTTP/1.1\r\nx: ".padEnd(10_000, "y"))) {
        await attacker.send(new Uint8Array([byte]));
        await pause(200);
      }
    }),
  "pings of WebSocket": () => {
    const ping = clientFrame("x".repeat(125), { opcode: OPCODE.ping });
    return overWebSockets(Array(500).fill(ping));
  },
  "empty fragments": () => {
    const empty = clientFrame("", { opcode: OPCODE.continuation, fin: false });
    return overWebSockets(Array(500).fill(empty), [clientFrame("", { fin: false })]);
  },
  "fragments of one byte": () => {
    const frames = Array.from({ length: 10_000 }, (_, n) =>
      clientFrame("{", {
        opcode: n === 0 ? OPCODE.text : OPCODE.continuation,
        fin: n === 9_999,
      }));
    return overWebSockets(frames);
  },
  "messages that are too large": () => overWebSockets([clientFrame("x".repeat(60_000))]),
  /** Many who come, and from then on neither read nor write. */
  "dead sockets": async () => {
    const dead = await Promise.all(Array.from({ length: 300 }, async (_, n) => {
      const conn = await Deno.connect(address);
      await conn.write(encoder.encode(`{"type":"hello","v":1,"nick":"dead-${n}"}\n`));
      return conn;
    }));
    await forever;
    dead.length = 0; // they are held until then
  },
};

const attack = ATTACKS[name];
if (attack === undefined) throw new Error(`No attack "${name}": ${Object.keys(ATTACKS)}`);
console.log("attacking");
await attack();
await forever;
