/** The version of the program, and the commit it was made from. */

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import project from "../deno.json" with { type: "json" };

/** The version of the project, such as `0.1.0`. */
export const VERSION: string = project.version;

/** The folder of the project: that of `main.ts`, and of `.git` in a clone. */
const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The version, with the commit if it is known: `0.1.0 (90616fa)`. */
export async function fullVersion(): Promise<string> {
  const id = await commitOf(ROOT, Deno.build.standalone);
  return id === undefined ? VERSION : `${VERSION} (${id})`;
}

/**
 * The first seven digits of the commit; `undefined` where no history is there.
 *
 * @param root The folder of the project.
 * @param isCompiled Whether the program was compiled. Then the compiler has left a file with the commit.
 */
export async function commitOf(root: string, isCompiled: boolean): Promise<string | undefined> {
  try {
    if (isCompiled) return await read(root, "dist/commit") || undefined;
    return (await checkedOut(root)).slice(0, 7) || undefined;
  } catch {
    return undefined; // sources without their history
  }
}

async function checkedOut(root: string): Promise<string> {
  const git = await gitFolder(root);
  const head = await read(git, "HEAD");
  const branch = head.replace(/^ref: /, "");
  if (branch === head) return head;
  // a further work tree of git has its branches in the folder of the first one
  const common = resolve(git, await read(git, "commondir").catch(() => ""));
  try {
    return await read(common, branch);
  } catch {
    // git packs old branches into one file
    const lines = (await read(common, "packed-refs")).split("\n");
    return lines.find((line) => line.endsWith(` ${branch}`)) ?? "";
  }
}

/** The folder `.git`. In a further work tree a file of this name has its path. */
async function gitFolder(root: string): Promise<string> {
  const path = resolve(root, ".git");
  if ((await Deno.stat(path)).isDirectory) return path;
  return resolve(root, (await read(root, ".git")).replace(/^gitdir: /, ""));
}

async function read(folder: string, name: string): Promise<string> {
  return (await Deno.readTextFile(resolve(folder, name))).trim();
}
