/**
 * Starts a server on one core and waits until it can be reached.
 *
 * @module
 */
import { pause } from "../support/pause.ts";

/** How a server is started, and how one sees that it is ready. */
export interface Launch {
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
  /** A line on stdout that names the port, or a port that will accept connections. */
  ready: RegExp | number;
}

/** A server that is running; disposing of it kills it. */
export interface Running extends AsyncDisposable {
  port: number;
  pid: number;
}

const READY_MS = 15_000;

/** Waits for a line that matches, then goes on reading so that the server never blocks on a pipe. */
function portFromLine(stdout: Deno.ChildProcess["stdout"], line: RegExp): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let text: string | undefined = "";
  stdout.pipeThrough(new TextDecoderStream()).pipeTo(
    new WritableStream({
      write(chunk) {
        if (text === undefined) return;
        text += chunk;
        const found = line.exec(text);
        if (!found) return;
        text = undefined;
        resolve(Number(found[1]));
      },
    }),
  ).then(() => reject(new Error(`It ended before it was ready: ${text}`)), reject);
  return promise;
}

async function portAnswers(port: number, given: AbortSignal): Promise<number> {
  while (!given.aborted) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
      await pause(20);
    }
  }
  throw new Error(`Nothing answers on port ${port} after ${READY_MS} ms`);
}

/** A port that is free now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Linux weighs whole sessions against each other first: niceness counts for one of its own. */
const AHEAD = 'echo "$0" > /proc/self/autogroup; exec nice -n "$0" "$@"';

/**
 * The command line that keeps a program on one core, where the machine has more than one. With
 * BENCH_NICE=-20 (as root) it runs ahead of other programs: for a machine that is never quiet.
 */
export function pinned(core: number, command: string, args: string[]): [string, string[]] {
  const nice = Deno.env.get("BENCH_NICE");
  const all = [
    ...(nice === undefined ? [] : ["setsid", "sh", "-c", AHEAD, nice]),
    ...(navigator.hardwareConcurrency < 2 ? [] : ["taskset", "-c", String(core)]),
    ...[command, ...args],
  ];
  return [all[0]!, all.slice(1)];
}

/**
 * Starts a server pinned to a core.
 *
 * @throws {Error} When it ends, or is not ready in time.
 */
export async function start(launch: Launch, core: number): Promise<Running> {
  const [command, args] = pinned(core, launch.command, launch.args);
  const child = new Deno.Command(command, {
    args,
    env: launch.env ?? {},
    ...(launch.cwd === undefined ? {} : { cwd: launch.cwd }),
    stdin: "null",
    stdout: launch.ready instanceof RegExp ? "piped" : "null",
    stderr: Deno.env.get("BENCH_STDERR") === undefined ? "null" : "inherit",
  }).spawn();
  const kill = async () => {
    try {
      child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // a TypeError says that it has ended already
    }
    await child.status;
  };
  const timeout = AbortSignal.timeout(READY_MS);
  try {
    const port = await Promise.race([
      launch.ready instanceof RegExp
        ? portFromLine(child.stdout, launch.ready)
        : portAnswers(launch.ready, timeout),
      child.status.then((s) => Promise.reject(new Error(`It ended with code ${s.code}`))),
      new Promise<never>((_, reject) =>
        timeout.addEventListener("abort", () => reject(new Error("It is not ready in time")))
      ),
    ]);
    return { port, pid: child.pid, [Symbol.asyncDispose]: kill };
  } catch (error) {
    await kill();
    throw new Error(`Cannot start ${launch.command}`, { cause: error });
  }
}
