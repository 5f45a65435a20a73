/** Someone in the chat who speaks the native dialect by hand, line by line: for tests of the wire. */

import { LineClient } from "../../support/lines.ts";
import type { Address } from "../../support/process.ts";

/** A frame as it came; a test says what it expects by comparing. */
// deno-lint-ignore no-explicit-any
export type Frame = Record<string, any>;

/** A connection that has said `hello` and was let in. */
export class Guest extends LineClient {
  /** The answer to `hello`. */
  welcome: Frame = {};
  // unique for the session, and for each that goes on from it
  readonly #prefix = crypto.randomUUID().slice(0, 8);
  #cids = 0;
  #pings = 1_000;

  /** Sends `hello` with these fields and resolves when what happens now begins. */
  async hello(fields: Frame): Promise<this> {
    await this.send({ type: "hello", v: 1, ...fields });
    this.welcome = await this.nextFrame("welcome");
    await this.nextFrame("live");
    return this;
  }

  /** Says something and resolves with its acknowledgement. */
  async say(text: string, cid = `${this.#prefix}-${++this.#cids}`): Promise<Frame> {
    await this.send({ type: "say", cid, text });
    return JSON.parse(await this.next((line) => line.includes(`"cid":${JSON.stringify(cid)}`)));
  }

  /** Resolves when all that was sent before has been answered. */
  async settled(): Promise<void> {
    const n = ++this.#pings;
    await this.send({ type: "ping", n });
    await this.next((line) => line === `{"type":"pong","n":${n}}`);
  }

  /** All frames of a type that came so far, whether or not a test has waited for them. */
  frames(type: string): Frame[] {
    return this.lines.filter((line) => line.startsWith("{"))
      .map((line): Frame => JSON.parse(line))
      .filter((frame) => frame.type === type);
  }

  /** The texts of all messages that came so far. */
  get texts(): string[] {
    return this.frames("msg").map(({ text }) => text);
  }
}

/** Connects, and waits for nothing. */
export async function connect({ hostname, port }: Address): Promise<Guest> {
  const conn = await Deno.connect({ hostname, port });
  conn.setNoDelay(true);
  return new Guest(conn);
}

/** Connects, and waits for the greeting. */
export async function connectGuest(address: Address): Promise<Guest> {
  return await introduce(await connect(address));
}

/** Waits for the greeting. */
export async function introduce(guest: Guest): Promise<Guest> {
  try {
    await guest.next("NICKNAME_REQUEST");
  } catch (cause) {
    await guest[Symbol.asyncDispose]();
    throw cause;
  }
  return guest;
}

/** Connects and enters under a nickname; `fields` are added to the `hello`. */
export async function enter(
  { address }: { readonly address: Address },
  nick: string,
  fields: Frame = {},
): Promise<Guest> {
  return await (await connectGuest(address)).hello({ nick, ...fields });
}
