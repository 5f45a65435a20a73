/**
 * What this machine lacks: a test that needs it is ignored, and the reason is printed.
 *
 * Where `CI` is true nothing is ignored on Linux: what is missing there is an error.
 *
 * @module
 */
import { delimiter, join } from "node:path";

/** Which of these programs are not on PATH. */
export function missingPrograms(programs: readonly string[], path: string): string[] {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  const names = (program: string) =>
    Deno.build.os === "windows" ? [`${program}.exe`, `${program}.cmd`] : [program];
  return programs.filter((program) =>
    !folders.some((folder) => names(program).some((name) => isFile(join(folder, name))))
  );
}

/**
 * For a test's definition: `Deno.test({ ...needs("tmux"), name, fn })`.
 *
 * @throws {Error} In CI, when one is missing.
 */
export function needs(...programs: string[]): { ignore: boolean } {
  const missing = missingPrograms(programs, Deno.env.get("PATH") ?? "");
  if (missing.length === 0) return { ignore: false };
  return ignore(`this machine has no ${missing.join(", no ")}`);
}

/** Like {@linkcode needs}, for a file or folder which only some machines have. */
export function needsPath(path: string | URL): { ignore: boolean } {
  try {
    Deno.statSync(path);
    return { ignore: false };
  } catch {
    console.warn(`Tests ignored: there is no ${path}`);
    return { ignore: true };
  }
}

function ignore(reason: string): { ignore: boolean } {
  if (Deno.env.get("CI") === "true" && Deno.build.os === "linux") {
    throw new Error(`Tests cannot be ignored in CI, and ${reason}`);
  }
  console.warn(`Tests ignored: ${reason}`);
  return { ignore: true };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false; // not there, or not ours to see
  }
}
