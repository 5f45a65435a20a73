/**
 * Makes executables in `dist/`: `chat` for this machine, or one for each of {@linkcode TARGETS} and a
 * file with their SHA-256 sums.
 *
 * ```sh
 * deno task compile
 * deno task compile --all
 * deno task compile --real-std    # with the packages of JSR instead of std/
 * ```
 *
 * `COMPILE_DENO` names the Deno to compile with, where it is not the one that runs this.
 *
 * @module
 */

import { withoutLinks } from "./real_std.ts";

/** The executables to make, and the machine of each as `deno compile --target` calls it. */
export const TARGETS: readonly { readonly file: string; readonly target: string }[] = [
  { file: "chat-linux-x64", target: "x86_64-unknown-linux-gnu" },
  { file: "chat-linux-arm64", target: "aarch64-unknown-linux-gnu" },
  { file: "chat-macos-x64", target: "x86_64-apple-darwin" },
  { file: "chat-macos-arm64", target: "aarch64-apple-darwin" },
  { file: "chat-windows-x64.exe", target: "x86_64-pc-windows-msvc" },
];

/** The modules that threads begin with. */
const WORKERS = [
  ...["serve", "admin", "cluster", "choose", "join"].map((command) => `workers/${command}.ts`),
  ...["server/search_worker.ts", "client/dial_worker.ts"],
];

/** Leaves out packages that only tests use. Older versions of Deno do not know it. */
const ONLY_USED = "--exclude-unused-npm";

/** What to compile: for which machine, and with which configuration if not `deno.json`. */
export interface CompileOptions {
  readonly output: string;
  readonly target?: string;
  readonly config?: string;
  /** Folders of packages to leave out. */
  readonly exclude?: readonly string[];
}

/** The arguments for `deno`. `known` is the text of its `compile --help`. */
export function compileArguments(
  { output, target, config, exclude = [] }: CompileOptions,
  known: string,
): string[] {
  return [
    "compile",
    "--quiet",
    ...(config === undefined ? [] : ["--config", config]),
    // only the permissions of deno.json, and no question for more
    ...["-P", "--no-prompt"],
    // the compiler does not see a worker that is loaded by its address
    ...[...WORKERS, "dist/commit"].flatMap((f) => ["--include", f]),
    ...exclude.flatMap((path) => ["--exclude", path]),
    ...(known.includes(ONLY_USED) ? [ONLY_USED] : []),
    ...(target === undefined ? [] : ["--target", target]),
    ...["--output", output, "main.ts"],
  ];
}

/**
 * Folders of packages that no program needs, and on which `deno compile` fails: it reads two lists of
 * 100,000 numbers there as one sum, and its stack overflows.
 */
export async function unusedFolders(npmCache: string): Promise<string[]> {
  const found: string[] = [];
  for await (const registry of Deno.readDir(npmCache)) {
    const versions = `${npmCache}/${registry.name}/bintrees`;
    try {
      for await (const version of Deno.readDir(versions)) {
        found.push(`${versions}/${version.name}/test`);
      }
    } catch (cause) {
      if (!(cause instanceof Deno.errors.NotFound)) throw cause; // it is in the folder of another registry
    }
  }
  return found;
}

/** A line for `sha256sum --check`. */
export async function sumLine(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<string> {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `${sum.toHex()}  ${name}\n`;
}

async function run(program: string, args: readonly string[]): Promise<string> {
  const command = new Deno.Command(program, { args: [...args], stderr: "inherit" });
  const { code, stdout } = await command.output();
  if (code !== 0) throw new Error(`Cannot compile: ${program} ${args[0]} ended with code ${code}`);
  return new TextDecoder().decode(stdout);
}

async function compile(all: boolean, realStd: boolean): Promise<void> {
  if (all && Deno.env.get("DENORT_BIN")) {
    throw new Error("Cannot compile for other machines: DENORT_BIN is the runtime of this one");
  }
  const deno = Deno.env.get("COMPILE_DENO") || Deno.execPath();
  await Deno.mkdir("dist", { recursive: true });
  // a "+" means: with changes that are in no commit
  const described = ["describe", "--always", "--abbrev=7", "--dirty=+", "--exclude=*"];
  const commit = await run("git", described).catch(() => ""); // the sources have no history
  await Deno.writeTextFile("dist/commit", commit);
  const config = realStd ? { config: await realStdConfig() } : {};
  const known = await run(deno, ["compile", "--help"]);
  const cached = Object.entries(config).flatMap(([name, path]) => [`--${name}`, path]);
  await run(deno, ["cache", "--quiet", ...cached, "main.ts"]);
  const { npmCache } = JSON.parse(await run(deno, ["info", "--json"]));
  const exclude = await unusedFolders(npmCache);
  const make = (wish: CompileOptions) =>
    run(deno, compileArguments({ ...wish, ...config, exclude }, known));
  if (!all) return void await make({ output: "dist/chat" });
  let sums = "";
  for (const { file, target } of TARGETS) {
    await make({ output: `dist/${file}`, target });
    sums += await sumLine(await Deno.readFile(`dist/${file}`), file);
  }
  await Deno.writeTextFile("dist/SHA256SUMS", sums);
}

/** Writes the configuration without stand-ins. The file has to be beside the sources. */
async function realStdConfig(): Promise<string> {
  const path = "deno.real-std.json";
  await Deno.writeTextFile(path, withoutLinks(await Deno.readTextFile("deno.json")));
  return path;
}

if (import.meta.main) {
  Deno.chdir(new URL("..", import.meta.url));
  await compile(Deno.args.includes("--all"), Deno.args.includes("--real-std"));
}
