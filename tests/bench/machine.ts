/**
 * Says on what a run was made: figures mean nothing without it.
 *
 * @module
 */

async function firstMatch(file: string, pattern: RegExp): Promise<string | undefined> {
  try {
    return pattern.exec(await Deno.readTextFile(file))?.[1]?.trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined; // not Linux
    throw error;
  }
}

async function fileSystem(folder: string): Promise<string> {
  const { success, stdout } = await new Deno.Command("stat", { args: ["-f", "-c", "%T", folder] })
    .output();
  return success ? new TextDecoder().decode(stdout).trim() : "unknown";
}

/** What it costs to append 4 KiB and have it on the disk: the median of 50, in milliseconds. */
async function syncCost(folder: string): Promise<number> {
  const path = await Deno.makeTempFile({ dir: folder });
  using file = await Deno.open(path, { write: true });
  const block = new Uint8Array(4096).fill(120);
  const costs: number[] = [];
  for (let i = 0; i < 50; i++) {
    const start = performance.now();
    await file.write(block);
    await file.syncData();
    costs.push(performance.now() - start);
  }
  await Deno.remove(path);
  return costs.toSorted((a, b) => a - b)[25] ?? NaN;
}

/** A few lines about the machine, and about the disk on which the log of a run is kept. */
export async function machine(folder: string): Promise<string> {
  const cpu = await firstMatch("/proc/cpuinfo", /^model name\s*:(.*)$/m) ?? Deno.build.arch;
  const memory = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  const load = Deno.loadavg().map((value) => value.toFixed(2)).join(" ");
  return [
    `- ${cpu}, ${navigator.hardwareConcurrency} cores, ${memory} GiB`,
    `- ${Deno.build.os} ${Deno.osRelease()}, Deno ${Deno.version.deno}, load before ${load}`,
    `- log on ${await fileSystem(folder)}; write and sync of 4 KiB: ` +
    `${(await syncCost(folder)).toFixed(2)} ms`,
  ].join("\n");
}
