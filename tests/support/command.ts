import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };

/** The project's folder. */
export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The command that is `chat`: the executable in `CHAT_BIN`, or what the task `chat` runs, with the
 * same permissions.
 */
export function chatCommand(): string[] {
  const bin = Deno.env.get("CHAT_BIN");
  if (bin) return [bin];
  const flags = config.tasks.chat.command.split(" ").slice(1, -1);
  return [Deno.execPath(), ...flags, "--config", `${ROOT}deno.json`, `${ROOT}main.ts`];
}

/** An environment with this home folder and nothing of the user's but where programs are. */
export function hermeticEnv(home: string): Record<string, string> {
  return {
    ...inherited("PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR"),
    DENO_DIR: denoDir(),
    HOME: home,
    USERPROFILE: home,
    APPDATA: home,
    LOCALAPPDATA: home,
    LANG: "C.UTF-8",
    TERM: "xterm-256color",
  };
}

function inherited(...names: string[]): Record<string, string> {
  const found = names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(found);
}

let cachedDenoDir: string | undefined;

/** Where Deno keeps its packages: a process with another home must still find them. */
function denoDir(): string {
  cachedDenoDir ??= askDenoDir();
  return cachedDenoDir;
}

function askDenoDir(): string {
  const set = Deno.env.get("DENO_DIR");
  if (set) return set;
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
