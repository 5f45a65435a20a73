/** Reads the lines of the old server. Pure. */

/** What a line of the old server says. */
export type PlainLine =
  /** `nick: text`. In the history the time stands before it, in the server's own time zone. */
  | {
    readonly kind: "message";
    readonly nick: string;
    readonly text: string;
    readonly time: string | undefined;
  }
  | { readonly kind: "joined"; readonly nick: string }
  | { readonly kind: "left"; readonly nick: string }
  | { readonly kind: "history_begins" }
  | { readonly kind: "history_ends" }
  | { readonly kind: "no_history" }
  /** A further line of the message before. */
  | { readonly kind: "continued"; readonly text: string }
  /** Anything else. */
  | { readonly kind: "prose"; readonly text: string };

const JOINED = /^--- (.+) присоединился к чату\. ---$/;
const LEFT = /^--- (.+) покинул чат\. ---$/;
const HISTORY_BEGINS = /^--- Последние \d+ сообщений ---$/;
const HISTORY_ENDS = "--- Конец истории ---";
const NO_HISTORY = "Истории чата еще нет.";
const CONTINUED = /^ {4}\| (.*)$/;
const DATED = /^\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\] (.*)$/;
const MESSAGE = /^(.+?): (.*)$/;

/** What `line` says. A line of no known form is prose. */
export function readPlainLine(line: string): PlainLine {
  if (line === HISTORY_ENDS) return { kind: "history_ends" };
  if (line === NO_HISTORY) return { kind: "no_history" };
  if (HISTORY_BEGINS.test(line)) return { kind: "history_begins" };
  const joined = JOINED.exec(line)?.[1];
  if (joined !== undefined) return { kind: "joined", nick: joined };
  const left = LEFT.exec(line)?.[1];
  if (left !== undefined) return { kind: "left", nick: left };
  const continued = CONTINUED.exec(line)?.[1];
  if (continued !== undefined) return { kind: "continued", text: continued };
  const [, time, rest] = DATED.exec(line) ?? [];
  const [, nick, text] = MESSAGE.exec(rest ?? line) ?? [];
  if (nick === undefined || text === undefined) return { kind: "prose", text: line };
  return { kind: "message", nick, text, time };
}

/**
 * How many messages at the beginning of `history` are known already: the most that are also the end
 * of `known`. Their order does not count: one's own messages are known before the server has put
 * them into its order.
 */
export function knownBeginning(known: readonly string[], history: readonly string[]): number {
  for (let count = Math.min(known.length, history.length); count > 0; count--) {
    const end = known.slice(known.length - count).sort();
    const beginning = history.slice(0, count).sort();
    if (end.every((message, i) => message === beginning[i])) return count;
  }
  return 0;
}
