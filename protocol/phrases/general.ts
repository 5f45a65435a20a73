/** What `chat` itself says, before it is known whether a server or a client is wanted. */

import type { Language } from "../phrases.ts";

/** Sentences of the command line as a whole. */
export interface GeneralPhrases {
  readonly usage: string;
  readonly noCommand: string;
  readonly unknownCommand: (seen: string) => string;
}

/** The sentences in each language. */
export const general: Readonly<Record<Language, GeneralPhrases>> = {
  en: {
    usage: `Group chat over TCP: one machine serves, all others join.

Usage:
  chat serve [options]              run a server
  chat join <ip> <port> [options]   join one
  chat --version

Examples:
  chat serve
  chat join 127.0.0.1 65432
  echo "deploy done" | chat join 127.0.0.1 65432 --nick bot

More: chat serve --help, chat join --help`,
    noCommand: "What to do is missing: serve or join",
    unknownCommand: (seen) => `There is no command "${seen}": it is serve or join`,
  },
  ru: {
    usage: `Групповой чат по TCP: одна машина служит сервером, остальные входят.

Применение:
  chat serve [ключи]               запустить сервер
  chat join <ip> <port> [ключи]    войти
  chat --version

Примеры:
  chat serve
  chat join 127.0.0.1 65432
  echo "выкладка готова" | chat join 127.0.0.1 65432 --nick bot

Подробнее: chat serve --help, chat join --help`,
    noCommand: "Не сказано, что делать: serve или join",
    unknownCommand: (seen) => `Нет команды «${seen}»: есть serve и join`,
  },
};
