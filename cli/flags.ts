/**
 * Command lines described as tables: from one table come the checks, the types and the help.
 *
 * ```ts
 * const SERVE = {
 *   name: "chat serve",
 *   about: { en: "Run a chat server", ru: "Запустить сервер чата" },
 *   args: {},
 *   flags: {
 *     port: count("PORT", [0, 65535], { en: "0 picks one", ru: "0: любой" }, 65432),
 *     data: text("DIR", { en: "where the log is kept", ru: "где журнал" }),
 *     lang: choice(["en", "ru"], { en: "language", ru: "язык" }),
 *     json: toggle({ en: "print NDJSON", ru: "печатать NDJSON" }),
 *   },
 * } as const satisfies CommandLine;
 * const parsed = parseCommandLine(SERVE, Deno.args.slice(1), "en", parseArgs);
 * if (parsed.kind === "run") parsed.flags.port; // number
 * ```
 *
 * @module
 */

import type { Flag, Words } from "./table.ts";

export type { CommandLine, Flag, FlagTable, ValuesOf, Words } from "./table.ts";
export { type Outside, parseCommandLine, type ParsedCommand } from "./parse.ts";
export { hintOf, usageOf } from "./usage.ts";

/** An option or argument that takes any text but an empty one. */
export function text(value: string, help: Words): Flag<string | undefined>;
export function text(value: string, help: Words, fallback: string): Flag<string>;
export function text(value: string, help: Words, fallback?: string): Flag<string | undefined> {
  return { value, help, fallback, read: (seen) => seen || undefined, wanted: (say) => say.text };
}

/** An option or argument that takes a whole number within the bounds, both of them included. */
export function count(
  value: string,
  bounds: readonly [min: number, max: number],
  help: Words,
): Flag<number | undefined>;
export function count(
  value: string,
  bounds: readonly [min: number, max: number],
  help: Words,
  fallback: number,
): Flag<number>;
export function count(
  value: string,
  [min, max]: readonly [min: number, max: number],
  help: Words,
  fallback?: number,
): Flag<number | undefined> {
  const read = (seen: string) => {
    const number = /^\d{1,15}$/.test(seen) ? Number(seen) : -1;
    return number >= min && number <= max ? number : undefined;
  };
  return { value, help, fallback, read, wanted: (say) => say.wholeNumber(min, max) };
}

/** An option that takes one of a few words. */
export function choice<const T extends string>(
  options: readonly T[],
  help: Words,
): Flag<T | undefined>;
export function choice<const T extends string>(
  options: readonly T[],
  help: Words,
  fallback: NoInfer<T>,
): Flag<T>;
export function choice<const T extends string>(
  options: readonly T[],
  help: Words,
  fallback?: NoInfer<T>,
): Flag<T | undefined> {
  return {
    value: options.join("|"),
    options,
    help,
    fallback,
    read: (seen) => options.find((option) => option === seen),
    wanted: (say) => say.oneOf(options.join(", ")),
  };
}

/** An option without a value. */
export function toggle(help: Words): Flag<boolean> {
  return { help, fallback: false, read: () => true };
}

/** An option that few need: the help that fits on a screen only names it. */
export function rare<T>(flag: Flag<T>): Flag<T> {
  return { ...flag, rare: true };
}
