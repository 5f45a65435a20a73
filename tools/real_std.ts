/**
 * Runs all checks and tests with the real `@std`, in a copy without the stand-ins: `deno task test:std`.
 *
 * @module
 */

/** The configuration without the links that put stand-ins in the place of packages. */
export function withoutLinks(config: string): string {
  const { links: _, ...rest } = JSON.parse(config);
  // the lock file has the packages of the stand-ins, and the stand-ins are not checked any more
  return `${JSON.stringify({ ...rest, lock: false, exclude: ["std"] }, null, 2)}\n`;
}

/** Copies all files that git does not ignore into a folder, and takes the stand-ins out of the way. */
export async function copyWithoutLinks(from: string, to: string): Promise<void> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const git = new Deno.Command("git", { args, cwd: from });
  const files = new TextDecoder().decode((await git.output()).stdout).split("\0").filter(Boolean);
  for (const file of files) {
    if (file === "deno.lock") continue;
    await Deno.mkdir(`${to}/${file}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.copyFile(`${from}/${file}`, `${to}/${file}`);
  }
  const config = withoutLinks(await Deno.readTextFile(`${from}/deno.json`));
  await Deno.writeTextFile(`${to}/deno.json`, config);
}

async function run(cwd: string, ...args: string[]): Promise<boolean> {
  console.log(`== deno ${args.join(" ")}`);
  return (await new Deno.Command(Deno.execPath(), { args, cwd }).spawn().status).success;
}

if (import.meta.main) {
  const copy = await Deno.makeTempDir({ prefix: "chat-std-" });
  try {
    await copyWithoutLinks(".", copy);
    const good = await run(copy, "check") && await run(copy, "task", "test");
    if (!good) throw new Error("The tests fail on the real @std");
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
}
