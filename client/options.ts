/** The command line of `chat join`. */

import { choice, type CommandLine, count, type Flag, text, toggle } from "../protocol/flags.ts";
import { type Fingerprint, parseFingerprint } from "../protocol/fingerprint.ts";

/** More old messages than this are read in the log itself. */
const MOST_HISTORY = 1_000_000;

/** A host name or an address; an IPv6 address may stand in brackets. */
const host: Flag<string> = {
  help: { en: "address or name of the server", ru: "адрес или имя сервера" },
  value: "ip",
  fallback: "",
  wanted: (say) => say.text,
  read: (seen) => /^\[(.+)\]$/.exec(seen)?.[1] ?? (seen === "" ? undefined : seen),
};

const pin: Flag<Fingerprint | undefined> = {
  help: {
    en: "fingerprint of the server's certificate, the only one to be trusted",
    ru: "отпечаток сертификата сервера, единственный, которому верить",
  },
  value: "sha256:…",
  fallback: undefined,
  wanted: () => "sha256:<64 hex>",
  read: parseFingerprint,
};

/** The arguments and options of `chat join`, from which the usage text comes. */
export const JOIN = {
  name: "chat join",
  about: {
    en: "Join a chat. At a terminal this opens a screen; in a pipe, lines of input are sent:\n" +
      '  echo "deploy done" | chat join 127.0.0.1 65432 --nick bot',
    ru: "Войти в чат. В терминале откроется экран; в конвейере строки ввода отправляются:\n" +
      '  echo "готово" | chat join 127.0.0.1 65432 --nick bot',
  },
  args: {
    ip: host,
    port: count("port", [1, 65535], { en: "its port", ru: "его порт" }),
  },
  flags: {
    nick: text("NAME", {
      en: "nickname; asked for if absent, and needed in a pipe",
      ru: "никнейм; без него спросит, в конвейере обязателен",
    }),
    room: text("ROOM", { en: "room to enter", ru: "в какую комнату войти" }, "lobby"),
    lang: choice(["en", "ru"], {
      en: "language; by default that of LC_ALL or LANG",
      ru: "язык; без него по LC_ALL или LANG",
    }),
    "no-color": toggle({ en: "no colours", ru: "без цвета" }),
    "no-bell": toggle({ en: "no bell when you are named", ru: "без звонка, когда вас назвали" }),
    cache: text("FILE", {
      en: "file of the last 5 messages; by default in the cache folder of this system",
      ru: "файл последних 5 сообщений; без него в папке кэша этой системы",
    }),
    history: count("N", [0, MOST_HISTORY], {
      en: "old messages to show; by default what the server shows, and 0 in a pipe",
      ru: "сколько старых сообщений показать; без него решает сервер, в конвейере 0",
    }),
    pin,
    "password-file": text("FILE", {
      en: "its first line is the password, if the server wants one; or set CHAT_PASSWORD",
      ru: "её первая строка: пароль, если он нужен серверу; или задайте CHAT_PASSWORD",
    }),
    json: toggle({
      en: "print what arrives as NDJSON, one frame a line; input stays plain lines",
      ru: "печатать приходящее как NDJSON, по кадру на строку; ввод остаётся строками",
    }),
    follow: toggle({
      en: "in a pipe: stay after the end of input, and come back after every cut",
      ru: "в конвейере: остаться после конца ввода и возвращаться после обрывов",
    }),
  },
} as const satisfies CommandLine;
