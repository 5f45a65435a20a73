/** A network of two, whose cable can be pulled: a network namespace on the other end of a link. */

import { Process } from "../../support/process.ts";
import { run } from "./disk.ts";
import { messageOf } from "../../../runtime/message_of.ts";

/** A peer's end of the link is `host`'s only neighbour. */
export interface Cable extends AsyncDisposable {
  /** Where this side of the link can be listened on. */
  readonly host: string;
  /** Connects from the far side: what is typed goes out, what comes is printed. */
  connect(port: number): Promise<Process>;
  /** Lets nothing pass any more, in either direction: no FIN, no RST. */
  pull(): Promise<void>;
}

/** The far side of a connection: what is typed goes out, what comes is printed. */
const PIPE = `const [hostname, port] = Deno.args;
const conn = await Deno.connect({ hostname, port: Number(port) });
Deno.stdin.readable.pipeTo(conn.writable);
await conn.readable.pipeTo(Deno.stdout.writable);`;

/**
 * Lays a cable to a network namespace of its own, gone at the end.
 *
 * @throws {Error} where that is not allowed, or `ip` (iproute2) is not there.
 */
export async function layCable(): Promise<Cable> {
  const name = `chat-${crypto.randomUUID().slice(0, 8)}`;
  // a network for tests between two devices (RFC 2544, appendix C.2.2)
  const net = `198.18.${crypto.getRandomValues(new Uint8Array(1))[0]}`;
  const ip = (line: string) => run("ip", ...line.split(" "));
  await ip(`netns add ${name}`);
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => ip(`netns delete ${name}`));
  await ip(`link add ${name} type veth peer name far netns ${name}`);
  // the namespace lives on for as long as the system sends again what cannot arrive
  cleanup.defer(() => ip(`link delete ${name}`));
  await ip(`address add ${net}.1/30 dev ${name}`);
  await ip(`link set ${name} up`);
  await ip(`-netns ${name} address add ${net}.2/30 dev far`);
  await ip(`-netns ${name} link set far up`);
  const kept = cleanup.move();
  const inside = ["ip", "netns", "exec", name];
  return {
    host: `${net}.1`,
    connect: (port) =>
      Process.start([...inside, Deno.execPath(), "eval", PIPE, `${net}.1`, `${port}`]),
    pull: () => ip(`-netns ${name} link set far down`),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** A network namespace of its own whose only address is link-local. */
export interface Island extends AsyncDisposable {
  /** The address, with its zone. */
  readonly host: string;
  /** Begins a command that runs there. */
  readonly inside: readonly string[];
}

/**
 * Makes a network that knows nothing but a link-local address of IPv6 (RFC 4291, section 2.5.6).
 *
 * @throws {Error} where that is not allowed, or `ip` (iproute2) is not there.
 */
export async function makeIsland(): Promise<Island> {
  const name = `chat-${crypto.randomUUID().slice(0, 8)}`;
  const ip = (line: string) => run("ip", ...line.split(" "));
  await ip(`netns add ${name}`);
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => ip(`netns delete ${name}`));
  await ip(`-netns ${name} address add fe80::77/64 dev lo nodad`);
  await ip(`-netns ${name} link set lo up`);
  const kept = cleanup.move();
  return {
    host: "fe80::77%lo",
    inside: ["ip", "netns", "exec", name],
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Why no cable can be laid here; undefined where one can. */
export async function whyNoCable(): Promise<string | undefined> {
  try {
    await using _cable = await layCable();
    return undefined;
  } catch (cause) {
    return messageOf(cause).trim();
  }
}
