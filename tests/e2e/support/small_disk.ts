/** A disk that can be filled: a file system in memory, of a size of its own. */

import { missingPrograms } from "../../support/missing.ts";

/** A mounted file system. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Takes all room that is left; resolves to a function that gives it back. */
  fill(): Promise<() => Promise<void>>;
}

/** Why no file system can be mounted here; `undefined` where one can. */
export async function whyNoSmallDisk(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "it needs Linux";
  const [missing] = missingPrograms(["mount", "umount"], Deno.env.get("PATH") ?? "");
  if (missing !== undefined) return `${missing} is missing`;
  try {
    await (await makeSmallDisk(1))[Symbol.asyncDispose]();
    return undefined;
  } catch (cause) {
    return `${(cause as Error).message}`.trim();
  }
}

/** Mounts one of so many MiB. @throws {Error} where that is not allowed. */
export async function makeSmallDisk(mib: number): Promise<SmallDisk> {
  const path = await Deno.makeTempDir({ prefix: "chat-disk-" });
  try {
    await run("mount", "-t", "tmpfs", "-o", `size=${mib}m,mode=0755`, "tmpfs", path);
  } catch (cause) {
    await Deno.remove(path);
    throw cause;
  }
  return {
    path,
    async fill() {
      const all = `${path}/fill`;
      // it ends because nothing fits any more
      await run("dd", "if=/dev/zero", `of=${all}`, "bs=64k").catch(() => {});
      return () => Deno.remove(all);
    },
    async [Symbol.asyncDispose]() {
      await run("umount", "-l", path);
      await Deno.remove(path);
    },
  };
}

async function run(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
