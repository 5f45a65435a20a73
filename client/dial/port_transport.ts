/**
 * A connection that another thread has opened, as a transport: the bytes go over a port. One read and one write
 * are under way at a time, each of a bounded number of bytes, so that a slow side holds up the other one.
 */

import { MAX_PORT_BYTES } from "../limits.ts";
import { type Connector, TlsFailure } from "../link/dial.ts";
import { ConnectionRefused, type Transport } from "../link/transport.ts";
import type {
  OpenedConnection,
  PortAnswer,
  PortFailure,
  PortOpened,
  PortQuestion,
  PortReleased,
  PortRequest,
  PortResults,
} from "./port_messages.ts";

/**
 * Hands a request to the main thread, with one end of a port for the thread that connects, and one of another port
 * over which the main thread tells when that is gone.
 */
export type AskToConnect = (request: PortRequest, port: MessagePort, control: MessagePort) => void;

/** Connects to one server by means of another thread. */
export function portConnector(host: string, port: number, ask: AskToConnect): Connector {
  const open = async (
    request: Pick<PortRequest, "how" | "certificate">,
    signal: AbortSignal,
  ) => await openByPort({ ...request, host, port }, ask, signal);
  return {
    plain: async (signal) => connected(await open({ how: "plain" }, signal)),
    certificate: async (signal) => {
      const { certificate, transport } = await open({ how: "certificate" }, signal);
      transport?.close();
      return shown(certificate);
    },
    meet: async (signal) => {
      const { certificate, transport } = await open({ how: "meet" }, signal);
      return { certificate: shown(certificate), ...(transport === undefined ? {} : { transport }) };
    },
    secure: async (certificate, signal) =>
      connected(await open({ how: "secure", certificate }, signal)),
  };
}

function connected({ transport }: OpenedConnection): Transport {
  if (transport === undefined) throw new Error("There is no connection");
  return transport;
}

function shown(certificate: PortOpened["certificate"]): NonNullable<typeof certificate> {
  if (certificate === undefined) throw new Error("There is no certificate");
  return certificate;
}

async function openByPort(
  request: PortRequest,
  ask: AskToConnect,
  signal: AbortSignal,
): Promise<OpenedConnection> {
  signal.throwIfAborted();
  const [near, far] = portPairs();
  const calls = new PortCalls(...near);
  const abort = () => calls.close(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    hand(request, far, ask);
    const { certificate, isConnected, isPrivate } = await calls.result("open");
    const seen = certificate === undefined ? {} : { certificate };
    if (isConnected) return { ...seen, transport: new PortTransport(calls, isPrivate) };
    calls.close();
    return seen;
  } catch (cause) {
    calls.close();
    throw cause;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

type PortEnds = readonly [port: MessagePort, control: MessagePort];

/** The ends of both ports on this side, and those for the other threads. */
function portPairs(): readonly [PortEnds, PortEnds] {
  const [port, control] = [new MessageChannel(), new MessageChannel()];
  return [[port.port1, control.port1], [port.port2, control.port2]];
}

/** Asks for a connection. Ports that nobody has taken are closed. */
function hand(request: PortRequest, far: PortEnds, ask: AskToConnect): void {
  try {
    ask(request, ...far);
  } catch (cause) {
    for (const end of far) end.close();
    throw cause;
  }
}

class PortTransport implements Transport {
  readonly isPrivate: boolean;
  readonly #calls: PortCalls;

  constructor(calls: PortCalls, isPrivate: boolean) {
    this.#calls = calls;
    this.isPrivate = isPrivate;
  }

  async read(into: Uint8Array): Promise<number | null> {
    const reading = this.#calls.result("read");
    this.#calls.say(Math.min(into.length, MAX_PORT_BYTES));
    const bytes = await reading;
    if (bytes === null) return null;
    into.set(bytes);
    return bytes.length;
  }

  async write(bytes: Uint8Array): Promise<number> {
    const some = bytes.slice(0, MAX_PORT_BYTES);
    const count = some.length;
    const writing = this.#calls.result("write");
    this.#calls.say(some, [some.buffer]);
    await writing;
    return count;
  }

  async closeWrite(): Promise<void> {
    const closing = this.#calls.result("closeWrite");
    this.#calls.say("closeWrite");
    await closing;
  }

  close(): void {
    this.#calls.close();
  }
}

/** Questions to the other thread, and their answers. */
class PortCalls {
  readonly #port: MessagePort;
  readonly #control: MessagePort;
  readonly #waiting = new Map<PortAnswer["to"], PromiseWithResolvers<unknown>>();
  #closed: { readonly why: unknown } | undefined;

  constructor(port: MessagePort, control: MessagePort) {
    this.#port = port;
    this.#control = control;
    control.onmessage = ({ data }: MessageEvent<PortFailure>) => this.close(errorOf(data));
    port.onmessage = ({ data }: MessageEvent<PortAnswer>) => this.#answered(data);
  }

  /** Resolves with what comes of a question, of which one is asked at a time. */
  async result<Q extends keyof PortResults>(to: Q): Promise<PortResults[Q]> {
    if (this.#closed !== undefined) throw this.#closed.why;
    if (this.#waiting.has(to)) throw new Error(`There is a ${to} under way already`);
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(to, waiting);
    return await waiting.promise as PortResults[Q];
  }

  /** Asks. */
  say(question: PortQuestion, transfer: Transferable[] = []): void {
    if (this.#closed === undefined) this.#port.postMessage(question, transfer);
  }

  /** Ends it: all that waits rejects, and so does what comes later. */
  close(why: unknown = new Error("The connection is closed")): void {
    if (this.#closed !== undefined) return;
    this.say("close");
    this.#closed = { why };
    this.#port.close();
    this.#control.postMessage("released" satisfies PortReleased);
    this.#control.close();
    for (const { reject } of this.#waiting.values()) reject(why);
    this.#waiting.clear();
  }

  #answered(answer: PortAnswer): void {
    const waiting = this.#waiting.get(answer.to);
    this.#waiting.delete(answer.to);
    if ("failure" in answer) waiting?.reject(errorOf(answer.failure));
    else waiting?.resolve(answer.result);
  }
}

function errorOf({ kind, message, code }: PortFailure): Error {
  if (kind === "refused") return new ConnectionRefused(message);
  if (kind === "tls") return new TlsFailure(message);
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}
