/** What is played in the demo: who is there, by what program, and what they type. */

import type { Split } from "./panes.ts";

/** A place on the screen. */
export type Place = "server" | Guest;

type Guest = "ann" | "tom" | "max";

/** One step: who, and what they type or paste. */
export interface Step {
  readonly who: Guest;
  readonly types?: string;
  readonly pastes?: string;
  /** What is to be seen before the next step. */
  readonly until: string;
}

/** A scene. */
export interface Scene {
  /** The size of its picture, in cells: readable at the width of a page. */
  readonly size: { readonly columns: number; readonly rows: number };
  readonly splits: readonly Split<Place>[];
  /** Who comes in with `chat join`. */
  readonly native: readonly Guest[];
  /** Who comes in with irssi; the server has a port for IRC then. */
  readonly irc: readonly Guest[];
  readonly talk: Readonly<Record<"en" | "ru", readonly Step[]>>;
  /** What all have seen at the end. */
  readonly last: string;
}

const ERROR = `TypeError: cannot read "port" of undefined
    at listen (server.ts:41:17)
    at main (main.ts:12:3)`;

const TERMINALS: Scene = {
  size: { columns: 130, rows: 41 },
  splits: [
    { name: "ann", from: "server", direction: "-h" },
    { name: "tom", from: "server", direction: "-v" },
    { name: "max", from: "ann", direction: "-v" },
  ],
  native: ["ann", "tom", "max"],
  irc: [],
  talk: {
    en: [
      { who: "ann", types: "morning! is the build green?\n", until: "green?" },
      { who: "tom", types: "looking now, one mom", until: "one mom" },
      { who: "max", types: "not here, tom. this is all I get:\n", until: "all I get" },
      { who: "max", pastes: ERROR, until: "Enter sends" },
      { who: "max", types: "\n", until: "max: TypeError" },
      { who: "tom", types: "ent… found it, fix is coming 🚀\n", until: "tom: looking" },
      { who: "ann", types: "/me makes coffee ☕ for you two\n", until: "* ann" },
      { who: "max", types: "ann: you are the be", until: "the be" },
      { who: "tom", types: "/who\n", until: "(3)" },
    ],
    ru: [
      { who: "ann", types: "доброе утро! сборка зелёная?\n", until: "зелёная?" },
      { who: "tom", types: "смотрю, секун", until: "секун" },
      { who: "max", types: "у меня нет, tom. вот и всё, что есть:\n", until: "что есть" },
      { who: "max", pastes: ERROR, until: "Enter отправит" },
      { who: "max", types: "\n", until: "max: TypeError" },
      { who: "tom", types: "ду… нашёл, уже чиню 🚀\n", until: "tom: смотрю" },
      { who: "ann", types: "/me варит кофе ☕ для вас обоих\n", until: "* ann" },
      { who: "max", types: "ann: ты лучше вс", until: "лучше вс" },
      { who: "tom", types: "/who\n", until: "(3)" },
    ],
  },
  last: "* ann",
};

const IRC: Scene = {
  size: { columns: 130, rows: 41 },
  splits: [
    { name: "ann", from: "server", direction: "-h" },
    { name: "tom", from: "server", direction: "-v" },
  ],
  native: ["tom"],
  irc: ["ann"],
  talk: {
    en: [
      { who: "tom", types: "ann: are you there already?\n", until: "already?" },
      { who: "ann", types: "yes, with irssi, as ever\n", until: "as ever" },
      { who: "tom", types: "and I with chat join. what does this tell you?\n", until: "tell you" },
      { who: "tom", pastes: ERROR, until: "Enter sends" },
      { who: "tom", types: "\n", until: "TypeError" },
      { who: "ann", types: "tom: that the port has no default 🙂\n", until: "no default" },
      { who: "ann", types: "/me opens an editor\n", until: "* ann" },
      { who: "tom", types: "ann: thank y", until: "thank y" },
    ],
    ru: [
      { who: "tom", types: "ann: ты уже здесь?\n", until: "уже здесь?" },
      { who: "ann", types: "да, в irssi, как всегда\n", until: "как всегда" },
      { who: "tom", types: "а я в chat join. о чём это говорит?\n", until: "говорит?" },
      { who: "tom", pastes: ERROR, until: "Enter отправит" },
      { who: "tom", types: "\n", until: "TypeError" },
      { who: "ann", types: "tom: что у порта нет значения 🙂\n", until: "нет значения" },
      { who: "ann", types: "/me открывает редактор\n", until: "* ann" },
      { who: "tom", types: "ann: спаси", until: "спаси" },
    ],
  },
  last: "* ann",
};

/** The scenes there are. */
export const SCENES = { terminals: TERMINALS, irc: IRC };
