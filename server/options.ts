/** The command line of `chat serve`. */

import {
  choice,
  type CommandLine,
  count,
  type Flag,
  host,
  hosts,
  rare,
  text,
  toggle,
  type ValuesOf,
} from "../cli/option_kinds.ts";
import type { CommandPhrases } from "../i18n/en/commands.ts";
import { LANGUAGES } from "../i18n/phrases.ts";
import { DEFAULT_PORT } from "../protocol/host.ts";
import { MAX_HISTORY_MESSAGES } from "../protocol/limits.ts";
import {
  DEFAULT_HISTORY,
  DEFAULT_MAX_CLIENTS,
  DEFAULT_PER_ADDRESS,
  DEFAULT_RATE_PER_S,
} from "./limits.ts";
import { serverNameOf } from "./dialects/irc/server_name.ts";
import {
  type ClusterUrl,
  type DatabaseHost,
  parseClusterUrl,
  parseNode,
  withoutPassword,
} from "./storage/postgres/url.ts";
import type { Retention } from "./storage/local/retention.ts";

const MANY = 1_000_000;

/** The file of the bans, in the data folder. */
export const BANS_FILE = "bans.json";

/** The key of what IRC clients are shown instead of addresses, in the data folder. */
export const CLOAK_KEY_FILE = "cloak-key";

/** The file in the data folder that says how far sessions have read. */
export const READ_MARKS_FILE = "read-marks.json";

/** Who left which room when, in the data folder: see `dialects/irc/departures.ts`. */
export const DEPARTURES_FILE = "irc-departures.json";

/** The address on which metrics are served: only this machine can reach it. */
export const METRICS_HOST = "127.0.0.1";

const UNITS: Readonly<Record<string, Retention>> = {
  h: { ms: 60 * 60 * 1000 },
  d: { ms: 24 * 60 * 60 * 1000 },
  MiB: { bytes: 1024 ** 2 },
  GiB: { bytes: 1024 ** 3 },
};

/** Values that `parseKeep` takes, for the error message. */
export const KEEP_WANTED = "90d, 12h, 500MiB, 10GiB";

/** Parses a number from 1 to 999,999 with a unit: hours or days of age, or MiB or GiB of size. */
export function parseKeep(text: string): Retention | undefined {
  const [, digits, unit] = /^([1-9]\d{0,5})(h|d|MiB|GiB)$/.exec(text) ?? [];
  const { ms, bytes } = UNITS[unit ?? ""] ?? {};
  if (ms !== undefined) return { ms: Number(digits) * ms };
  return bytes === undefined ? undefined : { bytes: Number(digits) * bytes };
}

const keep: Flag<Retention | undefined> = {
  value: "AGE|SIZE",
  read: parseKeep,
  wanted: (say) => say.ageOrSize(KEEP_WANTED),
  fallback: undefined,
};

const clusterUrl: Flag<ClusterUrl | undefined> = {
  value: "URL",
  read: parseClusterUrl,
  wanted: (say) => say.clusterUrl,
  shown: withoutPassword,
  fallback: undefined,
};

const node: Flag<DatabaseHost | undefined> = {
  value: "NAME[:PORT]",
  read: parseNode,
  wanted: (say) => say.host,
  fallback: undefined,
};

const clusterFlags = {
  "cluster-password-file": rare({ ...text("FILE"), instead: "CHAT_CLUSTER_PASSWORD" }),
  "cluster-unsafe": rare(toggle()),
};

const serverName: Flag<string> = {
  value: "NAME",
  read: serverNameOf,
  wanted: (say) => say.serverName,
  fallback: "chat.local",
};

/** The options of `chat serve`, in the order of its help. The words for each are in `i18n/`. */
export const SERVE = {
  name: "chat serve",
  words: ({ commands }) => commands.serve,
  args: {},
  flags: {
    host: host("ADDRESS", "127.0.0.1"),
    port: count("PORT", [0, 65535], DEFAULT_PORT),
    tls: toggle(),
    "password-file": { ...text("FILE"), instead: "CHAT_PASSWORD" },
    data: text("DIR"),
    history: rare(count("N", [0, MAX_HISTORY_MESSAGES], DEFAULT_HISTORY)),
    keep,
    announce: rare(toggle()),
    "web-port": count("PORT", [0, 65535]),
    "irc-port": count("PORT", [0, 65535]),
    "metrics-port": rare(count("PORT", [0, 65535])),
    lang: choice(LANGUAGES),
    "log-format": rare(choice(["text", "json"], "text")),
    "no-console": rare(toggle()),
    cert: rare(text("FILE")),
    key: rare(text("FILE")),
    "max-clients": rare(count("N", [0, MANY], DEFAULT_MAX_CLIENTS)),
    "per-address": rare(count("N", [0, MANY], DEFAULT_PER_ADDRESS)),
    rate: rare(count("N", [0, MANY], DEFAULT_RATE_PER_S)),
    sync: rare(choice(["on", "off"], "on")),
    "server-name": rare(serverName),
    "oper-file": rare(text("FILE")),
    cluster: rare(clusterUrl),
    node: rare(node),
    ...clusterFlags,
    "web-name": rare(hosts("NAME")),
    qr: rare(toggle()),
  },
  examples: {
    local: "chat serve --data ./log",
    network: "chat serve --host 0.0.0.0 --tls",
  },
} as const satisfies CommandLine<CommandPhrases["serve"]>;

/** `chat admin`: the operator's commands for a server that runs on this machine. */
export const ADMIN = {
  name: "chat admin",
  words: ({ commands }) => commands.admin,
  args: {},
  rest: "/COMMAND",
  flags: { data: text("DIR"), lang: choice(LANGUAGES) },
  examples: {
    who: "chat admin /who",
    kick: "chat admin /kick eve being rude",
    service: "sudo chat admin --data /var/lib/chat",
  },
} as const satisfies CommandLine<CommandPhrases["admin"]>;

/** `chat cluster`: makes and checks the database of several servers. */
export const CLUSTER = {
  name: "chat cluster",
  words: ({ commands }) => commands.cluster,
  args: { action: choice(["init", "check"]), url: clusterUrl },
  flags: { yes: toggle(), restored: toggle(), ...clusterFlags, lang: choice(LANGUAGES) },
  examples: {
    init: "chat cluster init postgres://chat_owner@db1,db2/chat --yes",
    check: "chat cluster check postgres://chat@db1,db2/chat",
  },
} as const satisfies CommandLine<CommandPhrases["cluster"]>;

/** The values of the options of `chat cluster`. */
export type ClusterFlags = ValuesOf<typeof CLUSTER.flags>;

/** The values of the options of `chat serve`. */
export type ServeFlags = ValuesOf<typeof SERVE.flags>;
