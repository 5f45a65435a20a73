/** The folders where each system wants programs to keep their files. Pure. */

/** What the folders depend on. */
export interface Platform {
  /** `windows`, `darwin`, `linux` and so on. */
  readonly os: string;
  /** Reads an environment variable. */
  readonly env: (name: string) => string | undefined;
}

/** What a folder is for: files that may be lost, a user's own files, a server's data. */
export type Purpose = "cache" | "state" | "data";

/** For each purpose the variable of the XDG Base Directory Specification, and the usual folders. */
const CONVENTIONS = {
  cache: { xdg: "XDG_CACHE_HOME", unix: ".cache", darwin: "Caches", windows: "\\chat\\Cache" },
  state: {
    xdg: "XDG_STATE_HOME",
    unix: ".local/state",
    darwin: "Application Support",
    windows: "\\chat",
  },
  data: {
    xdg: "XDG_DATA_HOME",
    unix: ".local/share",
    darwin: "Application Support",
    windows: "\\chat",
  },
};

/** The folder `chat` for this purpose; `undefined` where no home folder is known. */
export function folderFor(purpose: Purpose, { os, env }: Platform): string | undefined {
  const { xdg, unix, darwin, windows } = CONVENTIONS[purpose];
  if (os === "windows") {
    const local = env("LOCALAPPDATA") || under(env("USERPROFILE"), "\\AppData\\Local");
    return under(local, windows);
  }
  const set = env(xdg);
  // the specification says to ignore a relative path
  if (set?.startsWith("/")) return `${set}/chat`;
  return under(env("HOME"), os === "darwin" ? `/Library/${darwin}/chat` : `/${unix}/chat`);
}

function under(folder: string | undefined, rest: string): string | undefined {
  return folder ? folder + rest : undefined;
}
