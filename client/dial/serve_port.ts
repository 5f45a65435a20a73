/**
 * Opens a connection for a client in another thread, and moves its bytes over a port. It does what it is asked
 * for, one read and one write at a time, and reads nothing ahead.
 */

import { messageOf } from "../../runtime/message_of.ts";
import { MAX_PORT_BYTES, MAX_TOLD_CONNECTIONS } from "../limits.ts";
import { type Connector, TlsFailure } from "../link/dial.ts";
import { systemCodeOf } from "../link/system_code.ts";
import { ConnectionRefused, type Transport, writeAll } from "../link/transport.ts";
import type {
  OpenedConnection,
  PortAnswer,
  PortFailure,
  PortOpened,
  PortQuestion,
  PortRequest,
  PortResults,
} from "./port_messages.ts";

/** Serves a client: so many connections at a time. */
export class PortServer {
  readonly #connectorTo: (host: string, port: number) => Connector;
  #open = 0;

  constructor(connectorTo: (host: string, port: number) => Connector) {
    this.#connectorTo = connectorTo;
  }

  /** Does what a request wants. Resolves when its port is closed, and with it the connection. */
  async serve(request: PortRequest, port: MessagePort): Promise<void> {
    // no client has so many
    if (this.#open >= MAX_TOLD_CONNECTIONS) return refuse(port);
    this.#open++;
    await new ServedPort(this.#connectorTo(request.host, request.port), port).run(request);
    this.#open--;
  }
}

function refuse(port: MessagePort): void {
  const failure = failureOf(new Error(`There are ${MAX_TOLD_CONNECTIONS} connections already`));
  port.postMessage({ to: "open", failure } satisfies PortAnswer);
  port.close();
}

class ServedPort {
  readonly #connector: Connector;
  readonly #port: MessagePort;
  readonly #end = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  readonly #underWay = new Set<keyof PortResults>();
  #transport: Transport | undefined;

  constructor(connector: Connector, port: MessagePort) {
    this.#connector = connector;
    this.#port = port;
  }

  async run(request: PortRequest): Promise<void> {
    this.#port.onmessage = ({ data }: MessageEvent<PortQuestion>) => this.#asked(data);
    this.#answer("open", () => this.#open(request));
    await this.#ended.promise;
  }

  async #open(request: PortRequest): Promise<PortOpened> {
    const { certificate, transport } = await open(this.#connector, request, this.#end.signal);
    this.#transport = transport;
    // it may have been closed meanwhile
    if (this.#end.signal.aborted) transport?.close();
    return {
      ...(certificate === undefined ? {} : { certificate }),
      isConnected: transport !== undefined,
      isPrivate: transport?.isPrivate === true,
    };
  }

  #asked(question: PortQuestion): void {
    if (question === "close") return this.#close();
    const transport = this.#transport;
    // a client that does not wait for answers is broken
    if (transport === undefined) return this.#close();
    if (question === "closeWrite") {
      return this.#answer("closeWrite", () => transport.closeWrite().then(() => null));
    }
    if (typeof question === "number") {
      return this.#answer("read", () => read(transport, question));
    }
    this.#answer("write", () => writeAll(transport, question).then(() => null));
  }

  #answer<Q extends keyof PortResults>(to: Q, ask: () => Promise<PortResults[Q]>): void {
    if (this.#underWay.has(to)) return this.#close();
    this.#underWay.add(to);
    const send = (message: object) => {
      this.#underWay.delete(to);
      if (!this.#end.signal.aborted) this.#port.postMessage({ to, ...message });
    };
    ask().then((result) => send({ result }), (cause) => send({ failure: failureOf(cause) }));
  }

  #close(): void {
    this.#end.abort();
    this.#transport?.close();
    this.#port.close();
    this.#ended.resolve();
  }
}

async function open(
  connector: Connector,
  { how, certificate }: PortRequest,
  signal: AbortSignal,
): Promise<OpenedConnection> {
  if (how === "plain") return { transport: await connector.plain(signal) };
  if (how === "certificate") return { certificate: await connector.certificate(signal) };
  if (how === "meet") return await connector.meet(signal);
  if (certificate === undefined) throw new TypeError("A certificate is wanted");
  return { transport: await connector.secure(certificate, signal) };
}

async function read(transport: Transport, count: number): Promise<Uint8Array | null> {
  const bytes = new Uint8Array(Math.min(count, MAX_PORT_BYTES));
  const read = await transport.read(bytes);
  return read === null ? null : bytes.slice(0, read);
}

function failureOf(cause: unknown): PortFailure {
  const code = systemCodeOf(cause);
  return {
    kind: cause instanceof ConnectionRefused
      ? "refused"
      : cause instanceof TlsFailure
      ? "tls"
      : "other",
    message: messageOf(cause),
    ...(code === undefined ? {} : { code }),
  };
}
