/** IRC clients for the tests: real connections to a real server. */

import { parseMessage } from "../../server/dialects/irc/message_format.ts";
import { connectLines, type LineClient } from "../support/lines.ts";
import { type Server, startServer } from "../support/process.ts";

/** The name by which the tests' server calls itself. */
export const NAME = "My.Little.Server";

/** What is shown instead of an address: another one on each server. */
export const CLOAK = /hidden-[0-9a-f]{10}/g;

/** A server with an IRC port, and where that is. */
export interface IrcServer extends AsyncDisposable {
  readonly server: Server;
  readonly port: number;
}

/** Options of {@linkcode startIrc}. */
export interface IrcServerOptions {
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  readonly data?: string;
}

/** Starts a server with an IRC port, and an operator `operuser` with `operpassword`. */
export async function startIrc(options: IrcServerOptions = {}): Promise<IrcServer> {
  const operators = await Deno.makeTempFile({ prefix: "chat-opers-" });
  await Deno.writeTextFile(operators, "# name password\noperuser operpassword\n");
  const { args = [], env, data } = options;
  const server = await startServer({
    ...env === undefined ? {} : { env },
    ...data === undefined ? {} : { data },
    args: [
      ...["--irc-port", "0", "--server-name", NAME, "--oper-file", operators],
      ...["--rate", "0", ...args],
    ],
  });
  const [, port] = await server.process.waitForOutput(/^irc on .+:(\d+)$/m);
  return {
    server,
    port: Number(port),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await Deno.remove(operators);
    },
  };
}

/** An IRC client. */
export class Irc implements AsyncDisposable {
  readonly lines: LineClient;
  #tokens = 0;
  #seen = 0;

  private constructor(lines: LineClient) {
    this.lines = lines;
  }

  /** Connects, and says nothing yet. */
  static async connect({ port }: { readonly port: number }): Promise<Irc> {
    return new Irc(await connectLines({ hostname: "127.0.0.1", port }));
  }

  /** Connects and is let in, with these capabilities. */
  static async join(
    server: { readonly port: number },
    nick: string,
    caps: readonly string[] = [],
  ): Promise<Irc> {
    const irc = await Irc.connect(server);
    if (caps.length > 0) await irc.send("CAP LS 302", `CAP REQ :${caps.join(" ")}`);
    await irc.send(`NICK ${nick}`, "USER username 0 * :Realname");
    if (caps.length > 0) await irc.send("CAP END");
    await irc.lines.next(/ 422 /);
    await irc.news();
    return irc;
  }

  /** Sends lines. */
  async send(...lines: readonly (string | Uint8Array)[]): Promise<void> {
    for (const line of lines) {
      await this.lines.send(typeof line === "string" ? `${line}\r` : line);
    }
  }

  /** What has come since it was asked last; all that was done before is part of it. */
  async news(): Promise<string[]> {
    const token = `sync${++this.#tokens}`;
    await this.send(`PING ${token}`);
    await this.lines.next((line) => line.includes(" PONG ") && line.endsWith(`:${token}`));
    return this.#take().filter((line) => !line.endsWith(`:${token}`));
  }

  /** Sends a command and resolves to what came after it. */
  async ask(line: string | Uint8Array): Promise<string[]> {
    await this.send(line);
    return await this.news();
  }

  /** Like {@linkcode ask}; only the commands and numbers. */
  async codes(line: string | Uint8Array): Promise<string[]> {
    return (await this.ask(line)).map(codeOf);
  }

  /** Resolves to what came until the server closed the connection. */
  async rest(): Promise<string[]> {
    await this.lines.closed;
    return this.#take();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // so that its nickname is free when this is over
    await this.send("QUIT").then(() => this.lines.closed, () => undefined);
    await this.lines[Symbol.asyncDispose]();
  }

  #take(): string[] {
    const fresh = this.lines.lines.slice(this.#seen);
    this.#seen = this.lines.lines.length;
    return fresh.map((line) => line.replaceAll(CLOAK, "hidden"));
  }
}

/** The command or number of a line. */
export function codeOf(line: string): string {
  return parseMessage(line).command;
}

/** The parameters of a line. */
export function paramsOf(line: string | undefined): readonly string[] {
  return parseMessage(line ?? "").params;
}

/** The tags of a line. */
export function tagsOf(line: string | undefined): Record<string, string> {
  return Object.fromEntries(parseMessage(line ?? "").tags);
}

/** The nickname a line is from. */
export function nickOf(line: string | undefined): string | undefined {
  return parseMessage(line ?? "").source?.split("!")[0];
}
