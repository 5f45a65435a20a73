/** From the words of a command to what it does. */

import { EXIT } from "../cli/exit.ts";
import { type OptionSources, parseCommandLine, type ParsedCommand } from "../cli/parse.ts";
import type { CommandLine } from "../cli/table.ts";
import { phrases } from "../i18n/phrases.ts";
import { print } from "../runtime/output.ts";
import type { Invocation } from "./invocation.ts";
import { warn } from "./warn.ts";

/** A valid command line. */
export type Run<C extends CommandLine> = Extract<ParsedCommand<C>, { kind: "run" }>;

/** Runs a command. Where its command line is wrong, says why; where help is wanted, prints it. */
export async function runCommand<C extends CommandLine>(
  command: C,
  { args, language }: Invocation,
  run: (run: Run<C>) => Promise<number | void>,
  sources?: OptionSources,
): Promise<number> {
  const parsed = await parseCommandLine(command, args, language, sources);
  if (parsed.kind === "run") return await run(parsed) ?? EXIT.ok;
  if (parsed.kind === "help") {
    await print(`${parsed.usage}\n`);
    return EXIT.ok;
  }
  warn(`${parsed.message}\n\n${parsed.usage}`, await phrases(parsed.language));
  return EXIT.usage;
}
