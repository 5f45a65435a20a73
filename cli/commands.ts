/** The command lines that are about `chat` itself. */

import { choice } from "./flags.ts";
import type { CommandLine } from "./table.ts";

const lang = choice(["en", "ru"], {
  en: "language; else that of LC_ALL or LANG",
  ru: "язык; без него по LC_ALL или LANG",
});

/** `chat help serve`. */
export const HELP = {
  name: "chat help",
  about: { en: "Explain all options of a command", ru: "Объяснить все параметры команды" },
  args: {
    command: choice(["serve", "join", "completions", "man"], {
      en: "the command",
      ru: "команда",
    }, "serve"),
  },
  flags: { lang },
} as const satisfies CommandLine;

/** `chat completions bash`. */
export const COMPLETIONS = {
  name: "chat completions",
  about: {
    en: "Print what completes commands and options of chat in a shell",
    ru: "Напечатать то, что в оболочке дополняет команды и параметры chat",
  },
  args: {
    shell: choice(["bash", "zsh", "fish"], { en: "bash, zsh or fish", ru: "bash, zsh или fish" }),
  },
  flags: { lang },
  examples: [
    {
      command: "source <(chat completions bash)",
      what: { en: "in ~/.bashrc; zsh in ~/.zshrc", ru: "в ~/.bashrc; zsh в ~/.zshrc" },
    },
    {
      command: "chat completions fish | source",
      what: { en: "in ~/.config/fish/config.fish", ru: "в ~/.config/fish/config.fish" },
    },
  ],
} as const satisfies CommandLine;

/** `chat man`. */
export const MAN = {
  name: "chat man",
  about: { en: "Print the manual page", ru: "Напечатать страницу руководства" },
  args: {},
  flags: { lang },
  examples: [{ command: "chat man | man -l -", what: { en: "read it", ru: "прочитать её" } }],
} as const satisfies CommandLine;
