/** The commands about `chat` itself: help, completions, the manual page. */

import type { CommandPhrases } from "../i18n/en/commands.ts";
import { LANGUAGES } from "../i18n/phrases.ts";
import { choice } from "./option_kinds.ts";
import type { CommandLine } from "./table.ts";

/** `chat help serve`. */
export const HELP = {
  name: "chat help",
  words: ({ commands }) => commands.help,
  args: { command: choice(["serve", "join", "admin", "cluster", "completions", "man"], "serve") },
  flags: { lang: choice(LANGUAGES) },
  examples: {},
} as const satisfies CommandLine<CommandPhrases["help"]>;

/** `chat completions bash`. */
export const COMPLETIONS = {
  name: "chat completions",
  words: ({ commands }) => commands.completions,
  args: {
    shell: {
      ...choice(["bash", "zsh", "fish", "servers"]),
      // the scripts alone ask for the servers
      wanted: (say) => say.oneOf("bash, zsh, fish"),
    },
  },
  flags: { lang: choice(LANGUAGES) },
  examples: {
    bash: "source <(chat completions bash)",
    fish: "chat completions fish | source",
  },
} as const satisfies CommandLine<CommandPhrases["completions"]>;

/** `chat man`. */
export const MAN = {
  name: "chat man",
  words: ({ commands }) => commands.man,
  args: {},
  flags: { lang: choice(LANGUAGES) },
  examples: { read: "chat man | man -l -" },
} as const satisfies CommandLine<CommandPhrases["man"]>;
