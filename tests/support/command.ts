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

/** An environment with this home folder, and of the user's only what finds programs and packages. */
export function hermeticEnv(home: string): Record<string, string> {
  return {
    ...inherited("PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR", ...REGISTRY),
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

/** How Deno reaches the package registries: a package may not be in its cache yet. */
const REGISTRY = [
  ...["JSR_URL", "NPM_CONFIG_REGISTRY", "HTTPS_PROXY", "NO_PROXY"],
  ...["DENO_CERT", "DENO_TLS_CA_STORE", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"],
];

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

/** The version of Deno that `chatCommand` runs on: the one that has compiled it, where that is named. */
export async function chatDenoVersion(): Promise<string> {
  const compiler = Deno.env.get("CHAT_BIN") ? Deno.env.get("COMPILE_DENO") : undefined;
  if (!compiler) return Deno.version.deno;
  const { stdout } = await new Deno.Command(compiler, { args: ["--version"] }).output();
  return /\d+\.\d+\.\d+/.exec(new TextDecoder().decode(stdout))?.[0] ?? Deno.version.deno;
}
