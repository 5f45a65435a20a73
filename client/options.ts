/** The command line of `chat join`. */

import {
  choice,
  type CommandLine,
  count,
  type Flag,
  type ParsedCommand,
  rare,
  text,
  toggle,
} from "../cli/flags.ts";
import { hostOf } from "../protocol/host.ts";
import { MAX_HISTORY_OPTION_MESSAGES } from "./limits.ts";
import { type Fingerprint, parseFingerprint } from "../protocol/fingerprint.ts";

const host: Flag<string> = {
  help: { en: "address or name of the server", ru: "адрес или имя сервера" },
  value: "ip",
  fallback: "",
  wanted: (say) => say.host,
  read: hostOf,
};

const pin: Flag<Fingerprint | undefined> = {
  help: {
    en: "trust only the certificate of this fingerprint",
    ru: "верить лишь сертификату с этим отпечатком",
  },
  value: "sha256:…",
  fallback: undefined,
  wanted: () => "sha256:<64 hex>",
  read: parseFingerprint,
};

/** The arguments and options of `chat join`, from which its help comes. */
export const JOIN = {
  name: "chat join",
  about: {
    en: "Join a chat: a screen at a terminal; in a pipe, each line is a message.",
    ru: "Войти в чат: в терминале экран, в конвейере каждая строка ввода сообщение.",
  },
  args: {
    ip: host,
    port: count("port", [1, 65535], { en: "its port", ru: "его порт" }),
  },
  flags: {
    nick: text("NAME", {
      en: "nickname; asked for if absent, needed in a pipe",
      ru: "имя; без него спросит, в конвейере обязательно",
    }),
    room: text("ROOM", { en: "room to enter", ru: "в какую комнату войти" }, "lobby"),
    history: count("N", [0, MAX_HISTORY_OPTION_MESSAGES], {
      en: "old messages to show; in a pipe none",
      ru: "сколько старых показать; в конвейере 0",
    }),
    json: toggle({
      en: "print all that comes as JSON, an object a line",
      ru: "печатать приходящее как JSON, по объекту в строке",
    }),
    follow: toggle({
      en: "in a pipe: stay after its end, come back after cuts",
      ru: "в конвейере: остаться после его конца и обрывов",
    }),
    "password-file": {
      ...text("FILE", {
        en: "its first line is the server's password",
        ru: "её первая строка: пароль сервера",
      }),
      instead: "CHAT_PASSWORD",
    },
    pin,
    "no-color": toggle({ en: "no colours", ru: "без цвета" }),
    lang: choice(["en", "ru"], {
      en: "language; else that of LC_ALL or LANG",
      ru: "язык; без него по LC_ALL или LANG",
    }),
    "no-bell": rare(
      toggle({ en: "no bell when you are named", ru: "без звонка, когда вас назвали" }),
    ),
    cache: rare(text("FILE", {
      en: "file of the last 5 messages; by default in the cache folder of this system",
      ru: "файл последних 5 сообщений; без него в папке кэша этой системы",
    })),
  },
  examples: [
    {
      command: "chat join 127.0.0.1 65432 --nick ann",
      what: { en: "at a terminal", ru: "в терминале" },
    },
    {
      command: 'echo "done" | chat join 127.0.0.1 65432 --nick bot',
      what: { en: "from a script", ru: "из скрипта" },
    },
  ],
} as const satisfies CommandLine;

/** A command line of `chat join` that was understood. */
export type JoinRun = Extract<ParsedCommand<typeof JOIN>, { kind: "run" }>;
