/**
 * How long a client takes to ask for a nickname, and its memory two seconds later, of several builds in turns:
 * `deno run -A tests/bench/client.ts . ../before`. The arguments are folders with the sources.
 *
 * With BENCH_NICE=-20 (as root) the clients run ahead of other programs.
 *
 * @module
 */
import { pause } from "../support/pause.ts";
import { Process } from "../support/process.ts";
import { tempFolder } from "../e2e/support/temp.ts";

const ROUNDS = 10;

interface Figures {
  readonly ms: number;
  readonly resident: number;
  readonly anonymous: number;
}

async function measure(folder: string): Promise<Figures> {
  await using home = await tempFolder();
  const chat = "exec deno run -q --no-prompt -P main.ts join 127.0.0.1 1";
  const nice = Deno.env.get("BENCH_NICE");
  const ahead = nice === undefined ? "" : `echo ${nice} > /proc/self/autogroup; `;
  const line = `${ahead}echo pid $$; stty rows 24 cols 80; ${chat}`;
  const start = performance.now();
  // script is the terminal that a client wants to have
  const command = ["script", "-qfec", line, "/dev/null"];
  await using process = await Process.start(command, { home: home.path, cwd: folder });
  await process.waitForOutput(/[Nn]ickname/);
  const ms = performance.now() - start;
  await pause(2_000);
  const [, pid] = await process.waitForOutput(/pid (\d+)/);
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const mib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]) / 1024;
  return { ms, resident: mib("VmRSS"), anonymous: mib("RssAnon") };
}

function medianOf(figures: readonly Figures[], name: keyof Figures): string {
  const sorted = figures.map((each) => each[name]).sort((a, b) => a - b);
  const [low, middle, high] = [0, 0.5, 0.999].map((share) =>
    sorted[Math.floor(sorted.length * share)]!.toFixed(0)
  );
  return `${name} ${middle} (${low} to ${high})`;
}

const all = new Map(Deno.args.map((folder): [string, Figures[]] => [folder, []]));
for (let round = 0; round <= ROUNDS; round++) {
  for (const [folder, figures] of all) {
    const one = await measure(folder);
    if (round > 0) figures.push(one); // the first fills the caches
  }
}
for (const [folder, figures] of all) {
  const names = ["ms", "resident", "anonymous"] as const;
  console.log(`${folder}: ${names.map((name) => medianOf(figures, name)).join(", ")}`);
}
