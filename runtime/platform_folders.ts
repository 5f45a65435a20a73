/** Where the server's data is kept when nobody says where. */

/** Reads environment variables; `Deno.env` is one. */
export interface Environment {
  /** The value of a variable; `undefined` where it is not set. */
  get(name: string): string | undefined;
}

/**
 * The folder that the platform's convention names for an application's data: `XDG_DATA_HOME` (XDG
 * Base Directory Specification) on Linux and other Unixes, `Application Support` on macOS,
 * `LOCALAPPDATA` on Windows.
 *
 * @throws {Error} when the environment names no home folder.
 */
export function dataFolder(os: typeof Deno.build.os, env: Environment): string {
  const home = env.get("HOME") || env.get("USERPROFILE");
  if (os === "windows") {
    const base = env.get("LOCALAPPDATA") || (home && `${home}\\AppData\\Local`);
    if (base) return `${base}\\chat`;
  } else if (os === "darwin") {
    if (home) return `${home}/Library/Application Support/chat`;
  } else {
    // a relative one is to be ignored, says the specification
    const named = env.get("XDG_DATA_HOME");
    const base = named?.startsWith("/") ? named : home && `${home}/.local/share`;
    if (base) return `${base}/chat`;
  }
  throw new Error("Cannot find a folder for the data: HOME is not set; name one with --data");
}
