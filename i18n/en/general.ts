/** What `chat` says when no command is known yet. */

import { enCount } from "./plural.ts";

export const general = {
  usage: `Group chat over TCP: one machine serves, all others join.

Usage:
  chat serve [options]              run a server
  chat join [ip] [port] [options]   join one
  chat admin [/command]             give commands to a server on this machine
  chat cluster init|check <url>     the database of several servers
  chat help <command>               all options of a command
  chat completions bash|zsh|fish    print completions for a shell
  chat man                          print the manual page
  chat --version

Examples:
  chat serve
  chat join 127.0.0.1 65432
  echo "deploy done" | chat join 127.0.0.1 65432 --nick bot

More: chat serve --help, chat join --help`,
  noCommand: "No command given: the commands are listed below",
  unknownCommand: (seen: string, near: string | undefined) =>
    near === undefined
      ? `Unknown command "${seen}": the commands are listed below`
      : `Unknown command "${seen}": did you mean ${near}?`,
  noDataFolder: "Cannot find a folder for the data: HOME is not set; name one with --data",
  cannotPrint: (why: string) => `Cannot write the output: ${why}`,
  linesDropped: (count: number) => `${enCount(count, "line")} dropped`,
};

/** The sentences of the command line as a whole in one language. */
export type GeneralPhrases = typeof general;
