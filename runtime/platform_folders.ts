/** Where programs keep their files, by the convention of each system. Pure. */

/** What decides on the folders. */
export interface Platform {
  /** `windows`, `darwin`, `linux` and so on. */
  readonly os: string;
  /** Reads an environment variable. */
  readonly env: (name: string) => string | undefined;
}

/** What a folder is for: what can be lost, what a user should not lose, what a server keeps. */
export type Purpose = "cache" | "state" | "data";

/** The conventions: a variable of the XDG Base Directory Specification, and where else to go. */
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

/** The folder `chat` for this purpose; `undefined` where no home is known. */
export function folderFor(purpose: Purpose, { os, env }: Platform): string | undefined {
  const { xdg, unix, darwin, windows } = CONVENTIONS[purpose];
  if (os === "windows") {
    const local = env("LOCALAPPDATA") || under(env("USERPROFILE"), "\\AppData\\Local");
    return under(local, windows);
  }
  const set = env(xdg);
  // a relative path there is invalid by the specification, and ignored
  if (set?.startsWith("/")) return `${set}/chat`;
  return under(env("HOME"), os === "darwin" ? `/Library/${darwin}/chat` : `/${unix}/chat`);
}

function under(folder: string | undefined, rest: string): string | undefined {
  return folder ? folder + rest : undefined;
}
