import { stripVTControlCharacters } from "node:util";
import { Condition, DEADLINE_MS, END_DEADLINE_MS } from "./condition.ts";
import { chatCommand, hermeticEnv } from "./command.ts";

/** Options of a process that a test starts. */
export interface ProcessOptions {
  /** Added to a small environment which names nothing of this machine but PATH. */
  env?: Record<string, string>;
  /** The home folder, kept afterwards; by default a new one, removed at the end. */
  home?: string;
  /** The working folder; by default the home. */
  cwd?: string;
  /** Text for standard input, which is closed after it; by default input stays open. */
  stdin?: string;
  /** Whether it starts programs of its own, which are gone with it: a script. */
  group?: boolean;
}

/** How a process ended, and all it said. */
export interface Ended {
  code: number;
  signal: Deno.Signal | null;
  stdout: string;
  stderr: string;
}

/** A real process: its output gathered, gone with the scope that holds it (`await using`). */
export class Process implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output = new Condition();
  readonly #readers: ReadableStreamDefaultReader<Uint8Array>[] = [];
  readonly #isGroup: boolean;
  readonly #cleanup: () => Promise<void>;
  readonly #watched: Promise<void>;
  #running = true;
  #end: Ended | undefined;
  #stdout = "";
  #stderr = "";

  private constructor(child: Deno.ChildProcess, isGroup: boolean, cleanup: () => Promise<void>) {
    this.#child = child;
    this.#isGroup = isGroup;
    this.#cleanup = cleanup;
    this.#input = child.stdin.getWriter();
    this.#watched = this.#watch();
  }

  /** Starts a command: the program, then its arguments. */
  static async start(command: readonly string[], options: ProcessOptions = {}): Promise<Process> {
    const [program, ...args] = command;
    if (program === undefined) throw new TypeError("Cannot start a process: no program is named");
    const home = options.home ?? await Deno.makeTempDir({ prefix: "chat-test-" });
    const child = new Deno.Command(program, {
      args,
      cwd: options.cwd ?? home,
      env: { ...hermeticEnv(home), ...options.env },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      detached: options.group ?? false,
    }).spawn();
    const process = new Process(child, options.group ?? false, async () => {
      if (options.home === undefined) await Deno.remove(home, { recursive: true });
    });
    if (options.stdin !== undefined) {
      await process.write(options.stdin);
      await process.closeInput();
    }
    return process;
  }

  /** Everything on standard output so far. */
  get stdout(): string {
    return this.#stdout;
  }

  /** Everything on standard error so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /**
   * Resolves when it has ended and all its output is here.
   *
   * @throws {Error} when it goes on, or what it has started holds its output.
   */
  get ended(): Promise<Ended> {
    return this.#output.until("its end", () => this.#end, () => this.#seen(), END_DEADLINE_MS);
  }

  /** The process id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Resolves with the match, as soon as its output (either stream) has the pattern. */
  waitForOutput(pattern: RegExp, deadlineMs = DEADLINE_MS): Promise<RegExpMatchArray> {
    const probe = () => this.#stdout.match(pattern) ?? this.#stderr.match(pattern) ?? undefined;
    return this.#output.until(`${pattern}`, probe, () => this.#seen(), deadlineMs);
  }

  /** Resolves with what `probe` finds in its output so far, as soon as it finds something. */
  until<T>(what: string, probe: () => T | undefined): Promise<T> {
    return this.#output.until(what, probe, () => this.#seen());
  }

  /** Writes to standard input. A process that is gone takes nothing; its end tells why. */
  async write(text: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(text)).catch(() => undefined);
  }

  /** Ends standard input. */
  async closeInput(): Promise<void> {
    await this.#input.close().catch(() => undefined); // closed already, by either side
  }

  /** Sends a signal; to one that has ended, nothing. */
  signal(name: Deno.Signal): void {
    if (!this.#running) return;
    try {
      this.#child.kill(name);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended, and the word of that is on its way
    }
  }

  /** Ends it with a signal and waits for the end, as `ended` does. */
  stop(name: Deno.Signal = "SIGTERM"): Promise<Ended> {
    this.signal(name);
    return this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isGroup) this.#killGroup();
    this.signal("SIGKILL");
    await this.#child.status;
    // what it has started may live on and hold its output
    await Promise.all(this.#readers.map((reader) => reader.cancel()));
    await this.#watched;
    await this.#cleanup();
  }

  #killGroup(): void {
    try {
      Deno.kill(-this.pid, "SIGKILL");
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // all have ended
    }
  }

  async #watch(): Promise<void> {
    const [{ code, signal }] = await Promise.all([
      this.#child.status.finally(() => this.#running = false),
      this.#gather(this.#child.stdout, (text) => this.#stdout += text),
      this.#gather(this.#child.stderr, (text) => this.#stderr += text),
    ]);
    await this.closeInput();
    this.#end = { code, signal, stdout: this.#stdout, stderr: this.#stderr };
    this.#output.end(`it ended with ${signal ?? `code ${code}`}`);
  }

  async #gather(stream: ReadableStream<Uint8Array>, add: (text: string) => void): Promise<void> {
    const decoder = new TextDecoder();
    const reader = stream.getReader();
    this.#readers.push(reader);
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      add(decoder.decode(read.value, { stream: true }));
      this.#output.changed();
    }
  }

  #seen(): string {
    const last = (text: string) => stripVTControlCharacters(text).slice(-2000);
    return `its output: ${last(this.#stdout)}\nits errors: ${last(this.#stderr)}`;
  }
}

/** Where a server listens. */
export interface Address {
  hostname: string;
  port: number;
}

/** Options of {@linkcode startServer}. */
export interface ServerOptions extends ProcessOptions {
  /** More flags for `chat serve`. */
  args?: readonly string[];
  /** The data folder, kept afterwards; by default one that is removed at the end. */
  data?: string;
}

/** A running `chat serve`. */
export interface Server extends AsyncDisposable {
  readonly process: Process;
  readonly address: Address;
  /** Its data folder. */
  readonly data: string;
}

/** Resolves with the address that a server names in its `listening on HOST:PORT`. */
export async function listening(process: Process): Promise<Address> {
  const [, hostname = "", port] = await process.waitForOutput(/^listening on (.+):(\d+)$/m);
  return { hostname: hostname.replace(/^\[(.*)\]$/, "$1"), port: Number(port) };
}

/** Starts `chat serve` on a free port and resolves when it listens. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const data = options.data ?? await Deno.makeTempDir({ prefix: "chat-data-" });
  const args = ["serve", "--port", "0", "--data", data, ...options.args ?? []];
  await using cleanup = new AsyncDisposableStack();
  if (options.data === undefined) {
    cleanup.defer(() => Deno.remove(data, { recursive: true }));
  }
  const process = cleanup.use(await Process.start([...chatCommand(), ...args], options));
  const address = await listening(process);
  const kept = cleanup.move();
  return { process, address, data, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Starts `chat` with these arguments, its input a pipe. */
export function startChat(args: readonly string[], options: ProcessOptions = {}): Promise<Process> {
  return Process.start([...chatCommand(), ...args], options);
}

/** Runs `chat` to its end. */
export async function runChat(
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<Ended> {
  await using process = await startChat(args, { stdin: "", ...options });
  return await process.ended;
}

/** The arguments with which a client joins this server. */
export function joinArgs({ address }: Pick<Server, "address">, ...more: string[]): string[] {
  return ["join", address.hostname, String(address.port), ...more];
}
