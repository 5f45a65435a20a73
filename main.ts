/** The program `chat`: from the arguments to a command to an exit code. Only this file ends the process. */

import { EXIT } from "./cli/exit.ts";
import type { Command } from "./commands/invocation.ts";
import { warn, warned } from "./commands/warn.ts";
import { languageOf, phrases } from "./i18n/phrases.ts";
import { reasonOf } from "./i18n/reason.ts";
import { OutputError } from "./runtime/output.ts";

const LANGUAGE = languageOf(
  ...["CHAT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"].map((name) => Deno.env.get(name)),
);

const about = () => import("./commands/about.ts");

/** The commands by their words. Each is loaded when it is called: what the others need costs it nothing. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import("./commands/serve.ts")).serve,
  join: async () => (await import("./commands/join.ts")).join,
  admin: async () => (await import("./commands/admin.ts")).admin,
  cluster: async () => (await import("./commands/cluster.ts")).cluster,
  help: async () => (await about()).help,
  completions: async () => (await about()).completions,
  man: async () => (await about()).man,
  "--help": async () => (await about()).overview,
  "-h": async () => (await about()).overview,
  "--version": async () => (await about()).version,
  "-V": async () => (await about()).version,
};

async function run([word, ...args]: readonly string[]): Promise<number> {
  const invocation = { args, language: LANGUAGE, exit: Deno.exit };
  if (word === undefined || !Object.hasOwn(COMMANDS, word)) {
    return await (await about()).unknown(word, invocation);
  }
  const command = await COMMANDS[word]!();
  return await command(invocation);
}

/** Runs the program. Output that cannot be written is an error, unless its reader has gone. */
async function main(): Promise<number> {
  try {
    return await run(Deno.args);
  } catch (cause) {
    if (!(cause instanceof OutputError)) throw cause;
    if (cause.code === "unread") return EXIT.ok;
    const say = await phrases(LANGUAGE);
    warn(say.general.cannotPrint(reasonOf(cause.cause, say.reasons)), say);
    return EXIT.failed;
  }
}

if (import.meta.main) {
  const code = await main();
  await warned();
  Deno.exit(code);
}
