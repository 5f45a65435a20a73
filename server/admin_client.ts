/** The command `chat admin`: gives the operator's commands to a server that runs on this machine. */

import { TextLineStream } from "@std/streams/text-line-stream";
import { EXIT } from "../cli/exit.ts";
import { type Language, type Phrases, phrases } from "../i18n/phrases.ts";
import { reasonOf } from "../i18n/reason.ts";
import { cleanText } from "../protocol/text.ts";
import { OutputError } from "../runtime/output.ts";
import type { Console } from "./admin/console.ts";

/** A command line of `chat admin` that was understood. */
export interface AdminRun {
  /** The path of the socket. */
  readonly socket: string;
  /** The data folder, for messages. */
  readonly data: string;
  /** The command; without one, commands are read from the input. */
  readonly command: string | undefined;
  readonly language: Language;
}

/** What the command needs from the process it runs in. */
export interface AdminProcess {
  /** Prints answers. Rejects when they cannot be written. */
  readonly stdout: (text: string) => Promise<void>;
  /** Prints for people. Resolves when it is written, or cannot be. */
  readonly stderr: (text: string) => Promise<void>;
  /** Opens the console on standard input. */
  readonly openConsole: (
    write: (text: string) => void,
    interrupted: () => void,
  ) => Promise<Console>;
  /** Connects to a Unix socket. */
  readonly connect: (path: string) => Promise<Deno.Conn>;
}

/** Runs `chat admin`. Resolves to the exit code: whether all that was asked for was done. */
export async function administer(run: AdminRun, process: AdminProcess): Promise<number> {
  const say = await phrases(run.language);
  let conn: Deno.Conn;
  try {
    conn = await process.connect(run.socket);
  } catch (cause) {
    await process.stderr(`${whyNot(cause, run.data, say)}\n`);
    return EXIT.failed;
  }
  const printer = new Printer(process.stdout);
  const server = new Server(conn);
  try {
    const { command } = run;
    const ended = command === undefined
      ? converse(server, process, printer)
      : server.ask(command, (text) => printer.print(text));
    const isDone = await ended;
    await printer.printed;
    return isDone ? EXIT.ok : EXIT.failed;
  } catch (cause) {
    if (cause instanceof OutputError) {
      if (cause.code === "unread") return EXIT.ok;
      await process.stderr(`${say.general.cannotPrint(reasonOf(cause.cause, say.reasons))}\n`);
    } else if (cause instanceof ServerGone) await process.stderr(`${say.admin.serverGone}\n`);
    else throw cause;
    return EXIT.failed;
  } finally {
    server.close();
  }
}

function whyNot(cause: unknown, data: string, { admin, reasons }: Phrases): string {
  const isAbsent = cause instanceof Deno.errors.NotFound ||
    cause instanceof Deno.errors.ConnectionRefused;
  return isAbsent ? admin.noServer(data) : admin.noSocket(data, reasonOf(cause, reasons));
}

/** Asks for each line of the input. Resolves to whether all was done. */
async function converse(
  server: Server,
  { openConsole }: AdminProcess,
  printer: Printer,
): Promise<boolean> {
  const console = await openConsole((text) => printer.print(text), () => {});
  let isDone = true;
  let failure: unknown;
  server.shows((text) => console.print(text));
  server.ended.catch((cause) => {
    failure ??= cause;
    console.close();
  });
  await console.run(async (line) => {
    if (line.trim() === "" || failure !== undefined) return;
    try {
      isDone = await server.ask(line, (text) => console.print(text)) && isDone;
    } catch (cause) {
      failure ??= cause;
      console.close();
    }
  });
  if (failure !== undefined) throw failure;
  return isDone;
}

/** Standard output, as a queue. */
class Printer {
  readonly #write: (text: string) => Promise<void>;
  /** Resolves when all is written. */
  printed: Promise<void> = Promise.resolve();

  constructor(write: (text: string) => Promise<void>) {
    this.#write = write;
  }

  print(text: string): void {
    this.printed = this.printed.then(() => this.#write(text));
    this.printed.catch(() => {
      // the error goes to the caller that waits for the end
    });
  }
}

/** The server has ended the connection. */
class ServerGone extends Error {}

/** The server at the other end of the socket. */
class Server {
  readonly #conn: Deno.Conn;
  /** Rejects with `ServerGone` when the server has ended. */
  readonly ended: Promise<never>;
  #show: (text: string) => void = () => {};
  #answered: (isDone: boolean) => void = () => {};

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
    this.ended = this.#read();
    this.ended.catch(() => {
      // it matters only while an answer is awaited
    });
  }

  /** Shows what comes without being asked for. */
  shows(show: (text: string) => void): void {
    this.#show = show;
  }

  /**
   * Sends a command. Resolves to whether it was done.
   *
   * @throws {ServerGone} when the server ends before it has answered.
   */
  async ask(line: string, show: (text: string) => void): Promise<boolean> {
    this.#show = show;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#answered = resolve;
    const bytes = new TextEncoder().encode(`${asCommand(line)}\n`);
    try {
      for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
    } catch {
      // a write fails only when the server has closed the socket
      throw new ServerGone();
    }
    return await Promise.race([promise, this.ended]);
  }

  close(): void {
    try {
      this.#conn.close();
    } catch {
      // the stream of its answers has closed it
    }
  }

  async #read(): Promise<never> {
    const lines = this.#conn.readable
      .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
      .pipeThrough(new TextLineStream());
    try {
      for await (const line of lines) {
        const { text, done } = JSON.parse(line) as { text?: string; done?: boolean };
        if (text !== undefined) this.#show(`${cleanText(text)}\n`);
        if (done !== undefined) this.#answered(done);
      }
    } catch {
      // cut off is an end, too
    }
    throw new ServerGone();
  }
}

/** A command on one line, with its slash: here one may leave it out. */
function asCommand(line: string): string {
  const text = cleanText(line).replace(/\s+/g, " ").trim();
  return text.startsWith("/") ? text : `/${text}`;
}
