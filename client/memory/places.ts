/** Where the client keeps its files, by the conventions of each system. Pure. */

/** What decides on the places. */
export interface Surroundings {
  /** `windows`, `darwin`, `linux` and so on. */
  readonly os: string;
  readonly env: (name: string) => string | undefined;
}

/** What a folder is for: things that can be lost, and things that should not be. */
export type Purpose = "cache" | "state";

/**
 * The folder `chat` for this purpose: XDG Base Directory Specification on Linux and the like,
 * `Library` on macOS, `LOCALAPPDATA` on Windows; `undefined` where no home is known.
 */
export function folderFor(purpose: Purpose, { os, env }: Surroundings): string | undefined {
  if (os === "windows") {
    const local = env("LOCALAPPDATA") || under(env("USERPROFILE"), "\\AppData\\Local");
    return under(local, purpose === "cache" ? "\\chat\\MessageCache" : "\\chat");
  }
  const home = env("HOME") || undefined;
  const set = env(purpose === "cache" ? "XDG_CACHE_HOME" : "XDG_STATE_HOME");
  // a relative path there is invalid by the specification, and ignored
  if (set?.startsWith("/")) return `${set}/chat`;
  if (os === "darwin") {
    return under(
      home,
      purpose === "cache" ? "/Library/Caches/chat" : "/Library/Application Support/chat",
    );
  }
  return under(home, purpose === "cache" ? "/.cache/chat" : "/.local/state/chat");
}

/** The name of a file about one server, safe on every system. */
export function serverFileName(host: string, port: number, extension: string): string {
  const safe = host.toLowerCase().replace(/[^\p{L}\p{N}.-]/gu, "-").slice(0, 100);
  return `${safe}_${port}.${extension}`;
}

/** The path of a file in a folder, in the manner of the system. */
export function pathIn(folder: string, name: string, os: string): string {
  return folder + (os === "windows" ? "\\" : "/") + name;
}

/** The folder that a file is in. */
export function folderOf(path: string): string {
  const folder = /^(.*)[/\\]/.exec(path)?.[1] ?? ".";
  return folder === "" ? "/" : folder;
}

function under(folder: string | undefined, rest: string): string | undefined {
  return folder === undefined || folder === "" ? undefined : folder + rest;
}
