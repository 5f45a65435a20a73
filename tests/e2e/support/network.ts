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
  await using cleanup = new AsyncDisposableStack();
  const name = await makeNamespace(cleanup);
  const net = `198.18.${byte()}`;
  await lay(cleanup, name, net);
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

/** A machine with two cables: by one it can be reached, by the other it reaches a service. */
export interface Machine extends AsyncDisposable {
  /** Where what listens there can be reached from here. */
  readonly host: string;
  /** Where the service must listen here. */
  readonly serviceHost: string;
  /** Begins a command that runs there. */
  readonly inside: readonly string[];
  /** Pulls the cable to the service out, or puts it in again: no FIN, no RST. */
  reach(isThere: boolean): Promise<void>;
}

/**
 * Makes a network namespace with a loopback and two cables.
 *
 * @throws {Error} where that is not allowed, or `ip` (iproute2) is not there.
 */
export async function makeMachine(): Promise<Machine> {
  await using cleanup = new AsyncDisposableStack();
  const name = await makeNamespace(cleanup);
  await ip(`-netns ${name} link set lo up`);
  const [near, service] = [`198.18.${byte()}`, `198.19.${byte()}`];
  await lay(cleanup, name, near, "near");
  await lay(cleanup, name, service, "service");
  const kept = cleanup.move();
  return {
    host: `${near}.2`,
    serviceHost: `${service}.1`,
    inside: ["ip", "netns", "exec", name],
    // this side of it: what is sent from either one arrives nowhere
    reach: (isThere) => ip(`link set ${name}s ${isThere ? "up" : "down"}`),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function ip(line: string): Promise<void> {
  return run("ip", ...line.split(" "));
}

function byte(): number {
  return crypto.getRandomValues(new Uint8Array(1))[0]!;
}

/** Makes a network namespace, gone at the end; resolves with its name. */
async function makeNamespace(cleanup: AsyncDisposableStack): Promise<string> {
  const name = `chat-${crypto.randomUUID().slice(0, 8)}`;
  await ip(`netns add ${name}`);
  cleanup.defer(() => ip(`netns delete ${name}`));
  return name;
}

/**
 * Lays a cable to a namespace: `net.1` is this side, `net.2` the other one, called `far`. `net` is a network
 * for tests between two devices (RFC 2544, appendix C.2.2).
 */
async function lay(
  cleanup: AsyncDisposableStack,
  name: string,
  net: string,
  far = "far",
): Promise<void> {
  // a link's name has 15 letters at most
  const link = far === "far" ? name : `${name}${far[0]}`;
  await ip(`link add ${link} type veth peer name ${far} netns ${name}`);
  // the namespace lives on for as long as the system sends again what cannot arrive
  cleanup.defer(() => ip(`link delete ${link}`));
  await ip(`address add ${net}.1/30 dev ${link}`);
  await ip(`link set ${link} up`);
  await ip(`-netns ${name} address add ${net}.2/30 dev ${far}`);
  await ip(`-netns ${name} link set ${far} up`);
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
  await using cleanup = new AsyncDisposableStack();
  const name = await makeNamespace(cleanup);
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
