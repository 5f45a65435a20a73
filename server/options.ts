/** The command line of `chat serve`. */

import { choice, type CommandLine, count, type Flag, text, toggle } from "../protocol/flags.ts";
import {
  DEFAULT_HISTORY,
  DEFAULT_MAX_CLIENTS,
  DEFAULT_PER_ADDRESS,
  DEFAULT_RATE_PER_S,
  MAX_HISTORY_MESSAGES,
} from "../protocol/limits.ts";
import { KEEP_WANTED, parseKeep } from "./keep_option.ts";
import type { Keep } from "./local/keep.ts";

const MANY = 1_000_000;

/** The options of `chat serve`, from which the usage text comes. */
export const SERVE = {
  name: "chat serve",
  about: {
    en: "Run a chat server. Everyone else joins it with: chat join <ip> <port>",
    ru: "Запустить сервер чата. Остальные входят командой: chat join <ip> <port>",
  },
  args: {},
  flags: {
    host: text("ADDRESS", {
      en: "address to listen on; 0.0.0.0 for every network",
      ru: "адрес, на котором слушать; 0.0.0.0 для всех сетей",
    }, "127.0.0.1"),
    port: count("PORT", [0, 65535], {
      en: "port to listen on; 0 picks a free one",
      ru: "порт, на котором слушать; 0 выбирает свободный",
    }, 65432),
    "irc-port": count("PORT", [0, 65535], {
      en: "port for IRC clients, by custom 6667, or 6697 with --tls; without it there is none",
      ru: "порт для клиентов IRC, обычно 6667, а с --tls 6697; без него их не пускают",
    }),
    "server-name": text("NAME", {
      en: "name by which the server calls itself to IRC clients",
      ru: "имя, которым сервер называет себя клиентам IRC",
    }, "chat.local"),
    "oper-file": text("FILE", {
      en: "operators of the IRC port: lines of a name, a space and a password",
      ru: "операторы порта IRC: строки из имени, пробела и пароля",
    }),
    data: text("DIR", {
      en: "folder of the log; by default where this system keeps such data",
      ru: "папка журнала; по умолчанию там, где эта система хранит такие данные",
    }),
    tls: toggle({
      en: "speak TLS only; without --cert a certificate is made and kept with the data",
      ru: "говорить только по TLS; без --cert сертификат создаётся и хранится с данными",
    }),
    cert: text("FILE", {
      en: "certificate for --tls, PEM, its chain after it; with --key",
      ru: "сертификат для --tls, PEM, за ним его цепочка; вместе с --key",
    }),
    key: text("FILE", {
      en: "private key of --cert, PEM",
      ru: "закрытый ключ для --cert, PEM",
    }),
    "password-file": text("FILE", {
      en: "those who join must know its first line; or set CHAT_PASSWORD",
      ru: "вошедшие должны знать её первую строку; или задайте CHAT_PASSWORD",
    }),
    history: count("N", [0, MAX_HISTORY_MESSAGES], {
      en: "messages shown to someone who joins",
      ru: "сколько сообщений показать вошедшему",
    }, DEFAULT_HISTORY),
    "max-clients": count("N", [0, MANY], {
      en: "clients at once; 0: no limit",
      ru: "сколько клиентов сразу; 0: без предела",
    }, DEFAULT_MAX_CLIENTS),
    "per-address": count("N", [0, MANY], {
      en: "connections at once from one address, this machine exempt; 0: no limit",
      ru: "сколько соединений с одного адреса, кроме этой машины; 0: без предела",
    }, DEFAULT_PER_ADDRESS),
    rate: count("N", [0, MANY], {
      en: "messages a second and client; ten times as many at once; 0: no limit",
      ru: "сообщений в секунду от клиента; сразу в десять раз больше; 0: без предела",
    }, DEFAULT_RATE_PER_S),
    sync: choice(["on", "off"], {
      en: "wait for the disk before a message is shown; off is faster and may lose the last ones",
      ru: "ждать диска, прежде чем показать сообщение; off быстрее, но последние могут пропасть",
    }, "on"),
    keep: {
      value: "AGE|SIZE",
      help: {
        en: "remove log files older than 90d, or the oldest beyond 10GiB; by default all are kept",
        ru: "удалять файлы журнала старше 90d или старейшие сверх 10GiB; по умолчанию хранятся все",
      },
      read: parseKeep,
      wanted: (say) => say.oneOf(KEEP_WANTED),
      fallback: undefined,
    } as Flag<Keep | undefined>,
    lang: choice(["en", "ru"], { en: "language", ru: "язык" }),
    "log-format": choice(["text", "json"], {
      en: "how events are written to stderr",
      ru: "как писать события в stderr",
    }, "text"),
  },
} as const satisfies CommandLine;
