/** The command line of `chat serve`. */

import {
  choice,
  type CommandLine,
  count,
  type Flag,
  rare,
  text,
  toggle,
  type ValuesOf,
} from "../cli/flags.ts";
import { MAX_HISTORY_MESSAGES } from "../protocol/limits.ts";
import {
  DEFAULT_HISTORY,
  DEFAULT_MAX_CLIENTS,
  DEFAULT_PER_ADDRESS,
  DEFAULT_RATE_PER_S,
} from "./limits.ts";
import { hostOf } from "../protocol/host.ts";
import type { Retention } from "./storage/local/retention.ts";

const MANY = 1_000_000;

/** Where metrics are served: for this machine alone. */
export const METRICS_HOST = "127.0.0.1";

const UNITS: Readonly<Record<string, Retention>> = {
  h: { ms: 60 * 60 * 1000 },
  d: { ms: 24 * 60 * 60 * 1000 },
  MiB: { bytes: 1024 ** 2 },
  GiB: { bytes: 1024 ** 3 },
};

/** The values `parseKeep` takes, for whoever typed another. */
export const KEEP_WANTED = "90d, 12h, 500MiB, 10GiB";

/** Reads a number with a unit: days or hours of age, or MiB or GiB of size; 1 to 999,999 of them. */
export function parseKeep(text: string): Retention | undefined {
  const [, digits, unit] = /^([1-9]\d{0,5})(h|d|MiB|GiB)$/.exec(text) ?? [];
  const { ms, bytes } = UNITS[unit ?? ""] ?? {};
  if (ms !== undefined) return { ms: Number(digits) * ms };
  return bytes === undefined ? undefined : { bytes: Number(digits) * bytes };
}

/** The options of `chat serve`, from which its help comes. */
export const SERVE = {
  name: "chat serve",
  about: {
    en: "Run a chat server. Everyone else joins it with: chat join <ip> <port>",
    ru: "Запустить сервер чата. Остальные входят командой: chat join <ip> <port>",
  },
  args: {},
  flags: {
    host: {
      ...text("ADDRESS", {
        en: "address to listen on, or 0.0.0.0",
        ru: "на каком адресе, или 0.0.0.0",
      }, "127.0.0.1"),
      wanted: (say) => say.host,
      read: hostOf,
    } as Flag<string>,
    port: count("PORT", [0, 65535], {
      en: "port to listen on; 0: a free one",
      ru: "на каком порту; 0: на свободном",
    }, 65432),
    tls: toggle({
      en: "encrypt; a certificate is made if none is given",
      ru: "шифровать; если сертификат не дан, создать его",
    }),
    "password-file": {
      ...text("FILE", {
        en: "only who knows its first line may join",
        ru: "впускать знающих её первую строку",
      }),
      instead: "CHAT_PASSWORD",
    },
    data: text("DIR", {
      en: "folder of the log; by default that of this system",
      ru: "папка журнала; без него там, где принято",
    }),
    history: count("N", [0, MAX_HISTORY_MESSAGES], {
      en: "messages shown to someone who joins",
      ru: "сколько сообщений показать вошедшему",
    }, DEFAULT_HISTORY),
    keep: {
      value: "AGE|SIZE",
      help: {
        en: "keep the log for 90d, or 10GiB of it; else all",
        ru: "хранить журнал 90d или 10GiB; без него весь",
      },
      read: parseKeep,
      wanted: (say) => say.oneOf(KEEP_WANTED),
      fallback: undefined,
    } as Flag<Retention | undefined>,
    "irc-port": count("PORT", [0, 65535], {
      en: "let IRC clients in on this port, by custom 6667",
      ru: "впускать клиентов IRC на порту, обычно 6667",
    }),
    "metrics-port": rare(count("PORT", [0, 65535], {
      en: "serve Prometheus metrics and /healthz on this port of 127.0.0.1",
      ru: "отдавать метрики Prometheus и /healthz на этом порту 127.0.0.1",
    })),
    lang: choice(["en", "ru"], { en: "language", ru: "язык" }),
    "log-format": choice(["text", "json"], {
      en: "how stderr tells what happens",
      ru: "вид событий в stderr",
    }, "text"),
    "no-console": rare(toggle({
      en: "read no commands from the terminal, so that it can run in a shell's background",
      ru: "не читать команд с терминала, чтобы работать в фоне оболочки",
    })),
    cert: rare(text("FILE", {
      en: "certificate for --tls, PEM, its chain after it; with --key",
      ru: "сертификат для --tls, PEM, за ним его цепочка; вместе с --key",
    })),
    key: rare(text("FILE", {
      en: "private key of --cert, PEM",
      ru: "закрытый ключ для --cert, PEM",
    })),
    "max-clients": rare(count("N", [0, MANY], {
      en: "clients at once; 0: no limit",
      ru: "сколько клиентов сразу; 0: без предела",
    }, DEFAULT_MAX_CLIENTS)),
    "per-address": rare(count("N", [0, MANY], {
      en: "connections at once from one address, this machine exempt; 0: no limit",
      ru: "сколько соединений с одного адреса, кроме этой машины; 0: без предела",
    }, DEFAULT_PER_ADDRESS)),
    rate: rare(count("N", [0, MANY], {
      en: "messages a second and client; ten times as many at once; 0: no limit",
      ru: "сообщений в секунду от клиента; сразу в десять раз больше; 0: без предела",
    }, DEFAULT_RATE_PER_S)),
    sync: rare(choice(["on", "off"], {
      en: "wait for the disk before a message is shown; off is faster and may lose the last ones",
      ru: "ждать диска, прежде чем показать сообщение; off быстрее, но последние могут пропасть",
    }, "on")),
    "server-name": rare(text("NAME", {
      en: "name by which the server calls itself to IRC clients",
      ru: "имя, которым сервер называет себя клиентам IRC",
    }, "chat.local")),
    "oper-file": rare(text("FILE", {
      en: "operators of the IRC port: lines of a name, a space and a password",
      ru: "операторы порта IRC: строки из имени, пробела и пароля",
    })),
  },
  examples: [
    {
      command: "chat serve --data ./log",
      what: { en: "for this machine alone", ru: "только для этой машины" },
    },
    {
      command: "chat serve --host 0.0.0.0 --tls",
      what: { en: "for the network, encrypted", ru: "для сети, с шифрованием" },
    },
  ],
} as const satisfies CommandLine;

/** How a server is run: the flags of the command line. */
export type ServeFlags = ValuesOf<typeof SERVE.flags>;
