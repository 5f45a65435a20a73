/**
 * How long it takes until a server listens and until a client asks for a nickname:
 * `deno run -P=tests tests/bench/startup.ts dist/chat`.
 *
 * @module
 */
import { tempFolder } from "../e2e/support/temp.ts";
import { ROOT } from "../support/command.ts";
import { Process } from "../support/process.ts";

/** Starts for each figure, after one that fills the caches. */
const STARTS = 10;

/** What is started, and what it shows when it is there. */
const ROWS: readonly [args: readonly string[], shows: RegExp][] = [
  [["--version"], /^chat \d/m],
  [["serve", "--port", "0"], /^listening on/m],
  [["join", "127.0.0.1", "1"], /[Nn]ickname/],
];

/** Milliseconds from the start of a command in a terminal of its own until it shows something. */
async function startOf(command: readonly string[], shows: RegExp): Promise<number> {
  await using folder = await tempFolder();
  const line = command.map((word) => `'${word}'`).join(" ");
  const start = performance.now();
  // script is the terminal that a client wants to have
  await using process = await Process.start(
    ["script", "-qfec", `exec ${line}`, "/dev/null"],
    { home: folder.path },
  );
  await process.waitForOutput(shows);
  return performance.now() - start;
}

async function row(command: readonly string[], shows: RegExp): Promise<string> {
  const times: number[] = [];
  for (let n = 0; n <= STARTS; n++) times.push(await startOf(command, shows));
  const sorted = times.slice(1).sort((a, b) => a - b);
  const median = (sorted[STARTS / 2 - 1]! + sorted[STARTS / 2]!) / 2;
  return `${median.toFixed(0)} ms (${sorted[0]!.toFixed(0)})`;
}

if (import.meta.main) {
  const [file = "dist/chat"] = Deno.args;
  const source = [Deno.execPath(), "task", "-q", "--config", `${ROOT}deno.json`, "chat"];
  for (const [args, shows] of ROWS) {
    const binary = await row([await Deno.realPath(file), ...args], shows);
    console.log(
      `${args[0]}: ${binary}; from the sources ${await row([...source, ...args], shows)}`,
    );
  }
}
