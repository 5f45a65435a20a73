/** What `chat` itself says, before it is known whether a server or a client is wanted. */

import type { Language } from "./phrases.ts";

/** Sentences of the command line as a whole. */
export interface GeneralPhrases {
  readonly usage: string;
  readonly noCommand: string;
  readonly unknownCommand: (seen: string, near: string | undefined) => string;
  readonly noSettings: (why: string) => string;
}

/** The sentences in each language. */
export const general: Readonly<Record<Language, GeneralPhrases>> = {
  en: {
    usage: `Group chat over TCP: one machine serves, all others join.

Usage:
  chat serve [options]              run a server
  chat join <ip> <port> [options]   join one
  chat help <command>               all options of a command
  chat completions bash|zsh|fish    print completions for a shell
  chat man                          print the manual page
  chat --version

Examples:
  chat serve
  chat join 127.0.0.1 65432
  echo "deploy done" | chat join 127.0.0.1 65432 --nick bot

More: chat serve --help, chat join --help`,
    noCommand: "What to do is missing: serve or join",
    unknownCommand: (seen, near) =>
      near === undefined
        ? `There is no command "${seen}": it is serve or join`
        : `There is no command "${seen}": did you mean ${near}?`,
    noSettings: (why) => `it cannot be read: ${why}`,
  },
  ru: {
    usage: `Групповой чат по TCP: одна машина служит сервером, остальные входят.

Запуск:
  chat serve [параметры]              запустить сервер
  chat join <ip> <port> [параметры]   войти
  chat help <команда>                 все параметры команды
  chat completions bash|zsh|fish      дополнение слов для оболочки
  chat man                            напечатать страницу руководства
  chat --version

Примеры:
  chat serve
  chat join 127.0.0.1 65432
  echo "готово" | chat join 127.0.0.1 65432 --nick bot

Подробнее: chat serve --help, chat join --help`,
    noCommand: "Не сказано, что делать: serve или join",
    unknownCommand: (seen, near) =>
      near === undefined
        ? `Нет команды «${seen}»: есть serve и join`
        : `Нет команды «${seen}»: может быть, ${near}?`,
    noSettings: (why) => `файл не читается: ${why}`,
  },
};
