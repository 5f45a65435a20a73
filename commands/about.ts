/** The commands about `chat` itself: they know the tables of all commands, and run in the main thread. */

import { completionsFor } from "../cli/completions.ts";
import { EXIT } from "../cli/exit.ts";
import { manualPage } from "../cli/manual.ts";
import { nearest } from "../cli/nearest.ts";
import { COMPLETIONS, HELP, MAN } from "../cli/own_commands.ts";
import { type CommandLine, wordOf } from "../cli/table.ts";
import { usageOf } from "../cli/usage.ts";
import { fullVersion, VERSION } from "../cli/version.ts";
import { JOIN } from "../client/options.ts";
import { phrases } from "../i18n/phrases.ts";
import { print } from "../runtime/output.ts";
import { ADMIN, CLUSTER, SERVE } from "../server/options.ts";
import type { Invocation } from "./invocation.ts";
import { runCommand } from "./run_command.ts";
import { savedServers } from "./saved_servers.ts";
import { warn } from "./warn.ts";

const COMMANDS: readonly CommandLine[] = [SERVE, JOIN, ADMIN, CLUSTER, HELP, COMPLETIONS, MAN];

/** Runs `chat help`: with the name of a command all that can be said about it. */
export async function help(invocation: Invocation): Promise<number> {
  if (invocation.args.length === 0) return await overview(invocation);
  return await runCommand(HELP, invocation, async ({ args, language }) => {
    const command = COMMANDS.find((command) => wordOf(command) === args.command);
    await print(`${usageOf(command ?? HELP, await phrases(language), true)}\n`);
  });
}

/** Runs `chat --help`. */
export async function overview({ language }: Invocation): Promise<number> {
  const { general } = await phrases(language);
  await print(`${general.usage}\n`);
  return EXIT.ok;
}

/** Runs `chat completions`. */
export async function completions(invocation: Invocation): Promise<number> {
  return await runCommand(COMPLETIONS, invocation, async ({ args, language }) => {
    if (args.shell !== "servers") {
      return await print(completionsFor(args.shell, COMMANDS, await phrases(language)));
    }
    const names = (await savedServers(language)).flatMap(({ name }) => name ?? []);
    await print(names.map((name) => `${name}\n`).join(""));
  });
}

/** Runs `chat man`. */
export async function man(invocation: Invocation): Promise<number> {
  return await runCommand(MAN, invocation, async ({ language }) => {
    const facts = { version: VERSION, commands: COMMANDS };
    await print(manualPage(facts, await phrases(language)));
  });
}

/** Runs `chat --version`. */
export async function version(): Promise<number> {
  await print(`chat ${await fullVersion()}\n`);
  return EXIT.ok;
}

/** Says that there is no such command, and which there are. */
export async function unknown(
  command: string | undefined,
  { language }: Pick<Invocation, "language">,
): Promise<number> {
  const say = await phrases(language);
  const words = [...COMMANDS.map(wordOf), "--help", "--version"];
  const message = command === undefined
    ? say.general.noCommand
    : say.general.unknownCommand(command, nearest(command, words));
  warn(`${message}\n\n${say.general.usage}`, say);
  return EXIT.usage;
}
