/**
 * Command lines are described as tables. The checks, the types and the help come from one table.
 *
 * ```ts
 * const SERVE = {
 *   name: "chat serve",
 *   words: ({ commands }) => commands.serve, // in i18n/, a sentence for each argument and option
 *   args: {},
 *   flags: {
 *     port: count("PORT", [0, 65535], 65432),
 *     data: text("DIR"),
 *     lang: choice(LANGUAGES),
 *     tls: toggle(),
 *   },
 *   examples: { local: "chat serve --data ./log" },
 * } as const satisfies CommandLine<CommandPhrases["serve"]>;
 * const parsed = await parseCommandLine(SERVE, Deno.args.slice(1), "en");
 * if (parsed.kind === "run") parsed.flags.port; // number
 * ```
 *
 * @module
 */

import { hostOf, type Places, placesOf } from "../protocol/host.ts";
import { MAX_NODES } from "../protocol/limits.ts";
import type { Flag } from "./table.ts";

export type { CommandLine, Flag, FlagTable, ValuesOf } from "./table.ts";
export { type OptionSources, parseCommandLine, type ParsedCommand } from "./parse.ts";
export { hintOf, usageOf } from "./usage.ts";

/** An option or argument whose value is any text that is not empty. */
export function text(value: string): Flag<string | undefined>;
export function text(value: string, fallback: string): Flag<string>;
export function text(value: string, fallback?: string): Flag<string | undefined> {
  return { value, fallback, read: (seen) => seen || undefined, wanted: (say) => say.text };
}

/** An option or argument whose value is the name or the address of a machine. */
export function host(value: string): Flag<string | undefined>;
export function host(value: string, fallback: string): Flag<string>;
export function host(value: string, fallback?: string): Flag<string | undefined> {
  return { value, fallback, read: hostOf, wanted: (say) => say.host };
}

/**
 * An argument that names a server: a host, perhaps with a port, or the name of one that was saved; of a
 * cluster, several of its servers.
 */
export function server(value: string): Flag<Places | undefined> {
  return {
    value,
    fallback: undefined,
    read: placesOf,
    wanted: (say) => say.servers(MAX_NODES),
    completes: "servers",
  };
}

/** An option whose value is the name of a machine, and which can be given more than once. */
export function hosts(value: string): Flag<readonly string[]> {
  const read = (seen: string) => {
    const names = seen.split(",").map((name) => hostOf(name.trim()));
    return names.some((name) => name === undefined) ? undefined : names as string[];
  };
  return { value, fallback: [], repeats: true, read, wanted: (say) => say.host };
}

/** An option or argument whose value is a whole number from `min` to `max`. */
export function count(
  value: string,
  bounds: readonly [min: number, max: number],
): Flag<number | undefined>;
export function count(
  value: string,
  bounds: readonly [min: number, max: number],
  fallback: number,
): Flag<number>;
export function count(
  value: string,
  [min, max]: readonly [min: number, max: number],
  fallback?: number,
): Flag<number | undefined> {
  const read = (seen: string) => {
    const number = /^\d{1,15}$/.test(seen) ? Number(seen) : -1;
    return number >= min && number <= max ? number : undefined;
  };
  return { value, fallback, read, wanted: (say) => say.wholeNumber(min, max) };
}

/** An option or argument whose value is one of a few words. */
export function choice<const T extends string>(
  options: readonly T[],
): Flag<T | undefined>;
export function choice<const T extends string>(
  options: readonly T[],
  fallback: NoInfer<T>,
): Flag<T>;
export function choice<const T extends string>(
  options: readonly T[],
  fallback?: NoInfer<T>,
): Flag<T | undefined> {
  return {
    value: options.join("|"),
    options,
    fallback,
    read: (seen) => options.find((option) => option === seen),
    wanted: (say) => say.oneOf(options.join(", ")),
  };
}

/** An option without a value. */
export function toggle(): Flag<boolean> {
  return { fallback: false, read: () => true };
}

/** An argument that may be left out. */
export function optional<T>(flag: Flag<T>): Flag<T> & { readonly optional: true } {
  return { ...flag, optional: true };
}

/** An option that few people need: the short help only names it. */
export function rare<T>(flag: Flag<T>): Flag<T> {
  return { ...flag, rare: true };
}
