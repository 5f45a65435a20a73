/** The command line of `chat join`. */

import {
  choice,
  type CommandLine,
  count,
  type Flag,
  optional,
  type ParsedCommand,
  rare,
  server,
  text,
  toggle,
} from "../cli/option_kinds.ts";
import type { CommandPhrases } from "../i18n/en/commands.ts";
import { LANGUAGES } from "../i18n/phrases.ts";
import { MAX_HISTORY_OPTION_MESSAGES } from "./limits.ts";
import { NO_CACHE } from "./no_cache.ts";
import type { ServerAddress } from "./server_list.ts";
import { DEFAULT_ROOM } from "../protocol/frames.ts";
import { type Fingerprint, parseFingerprint } from "../protocol/fingerprint.ts";

const pin: Flag<Fingerprint | undefined> = {
  value: "sha256:…",
  fallback: undefined,
  wanted: () => "sha256:<64 hex>",
  read: parseFingerprint,
};

/** The arguments and options of `chat join`, in the order of its help. The words for each are in `i18n/`. */
export const JOIN = {
  name: "chat join",
  words: ({ commands }) => commands.join,
  args: {
    ip: optional(server("ip")),
    port: optional(count("port", [1, 65535])),
  },
  flags: {
    nick: text("NAME"),
    room: text("ROOM", DEFAULT_ROOM),
    history: count("N", [0, MAX_HISTORY_OPTION_MESSAGES]),
    json: toggle(),
    follow: toggle(),
    frames: toggle(),
    "password-file": { ...text("FILE"), instead: "CHAT_PASSWORD" },
    pin,
    "no-color": rare(toggle()),
    lang: choice(LANGUAGES),
    "no-bell": rare(toggle()),
    highlight: rare(text("WORD,…")),
    notify: rare(choice(["osc9", "osc777"])),
    cache: rare(text(`FILE|${NO_CACHE}`)),
  },
  examples: {
    terminal: "chat join 127.0.0.1 65432 --nick ann",
    script: 'echo "done" | chat join 127.0.0.1 65432 --nick bot',
  },
} as const satisfies CommandLine<CommandPhrases["join"]>;

/** A command line of `chat join` that was understood. */
export type JoinCommandLine = Extract<ParsedCommand<typeof JOIN>, { kind: "run" }>;

/** What `chat join` is to do, once it is clear which server is meant. */
export interface JoinRun extends Pick<JoinCommandLine, "flags" | "language"> {
  readonly server: ServerAddress;
}
