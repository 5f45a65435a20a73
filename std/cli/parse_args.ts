/**
 * `parseArgs` of `@std/cli`, which is a port of minimist, on minimist itself.
 *
 * @module
 */
// @ts-types="npm:@types/minimist@^1.2.5"
import minimist from "minimist";

type Names<T extends string> = T | readonly T[];
type Fallback = Record<string, unknown>;

/** Options of {@linkcode parseArgs}. */
export interface ParseOptions<
  B extends string = string,
  S extends string = string,
  C extends string = string,
  N extends string = string,
  D extends Fallback = Fallback,
  A extends Record<string, Names<string>> = Record<string, Names<string>>,
  DD extends boolean = boolean,
> {
  /** Put what follows `--` into `result["--"]` instead of `result._`. */
  "--"?: DD;
  /** Other names of an option. */
  alias?: A;
  /** Options without a value; `false` when absent. */
  boolean?: Names<B>;
  /** Values of absent options. */
  default?: D;
  /** Take everything after the first non-option as arguments. */
  stopEarly?: boolean;
  /** Options whose value stays a string. */
  string?: Names<S>;
  /** Options which may be repeated; their values come as an array. */
  collect?: Names<C>;
  /** Options which `--no-NAME` sets to false. */
  negatable?: Names<N>;
  /** Called with each undeclared option and each argument; false drops it. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

type StringValue<K, C, N> = (K extends C ? string[] : string) | (K extends N ? false : never);
type Base<B extends string, S extends string, C extends string, N extends string> =
  & { [K in Exclude<S, C>]?: StringValue<K, C, N> }
  & { [K in Extract<S, C>]: StringValue<K, C, N> }
  & { [K in B]: K extends C ? boolean[] : boolean };
type WithDefaults<T, D> =
  & Omit<T, keyof D>
  & { [K in keyof D]: K extends keyof T ? NonNullable<T[K]> | D[K] : unknown };
type AliasOf<K, A> = K extends keyof A
  ? A[K] extends string ? A[K] : A[K] extends readonly string[] ? A[K][number] : never
  : never;
type WithAliases<T, A> = { [K in keyof T as K | (AliasOf<K, A> & string)]: T[K] };
type Flatten<T> = { [K in keyof T]: T[K] };

/** What {@linkcode parseArgs} returns. */
// deno-lint-ignore no-explicit-any
export type Args<T extends Fallback = Record<string, any>, DD = false> = Flatten<
  & T
  & { /** The arguments that belong to no option. */ _: Array<string | number> }
  & (DD extends true ? { /** What followed `--`. */ "--": string[] } : unknown)
>;

/** Parses command line arguments: flags into properties, the rest into `_`. */
export function parseArgs<
  B extends string = never,
  S extends string = never,
  C extends string = never,
  N extends string = never,
  // deno-lint-ignore ban-types
  D extends Fallback = {},
  // deno-lint-ignore ban-types
  const A extends Record<string, Names<string>> = {},
  DD extends boolean = false,
>(
  args: string[],
  options: ParseOptions<B, S, C, N, D, A, DD> = {},
): Args<Record<string, unknown> & WithAliases<WithDefaults<Base<B, S, C, N>, D>, A>, DD> {
  const { alias, stopEarly, unknown } = options;
  const booleans = withAliases(options.boolean, alias).map(hide);
  const strings = withAliases(options.string, alias).map(hide);
  const argv = new Spelling(strings, withAliases(options.negatable, alias));
  const found = minimist(argv.rewrite(args), {
    "--": true,
    alias: hideAlias(alias),
    boolean: booleans,
    string: strings,
    ...(stopEarly === undefined ? {} : { stopEarly }),
    ...(unknown ? { unknown: (arg: string) => unknown(argv.original(arg)) !== false } : {}),
    default: defaultsOf(booleans, options),
  });
  const result = tidy(found, options);
  const rest = (found["--"] ?? []) as string[];
  const words = found._.map((word) => typeof word === "string" ? argv.original(word) : word);
  result._ = options["--"] ? words : [...words, ...rest];
  if (options["--"]) result["--"] = rest;
  return result as never;
}

function list<T extends string>(names: Names<T> | undefined): T[] {
  return names === undefined ? [] : [names].flat() as T[];
}

function withAliases(names: Names<string> | undefined, alias: ParseOptions["alias"]): string[] {
  return list(names).flatMap((name) => [name, ...aliasesOf(name, alias)]);
}

function aliasesOf(name: string, alias: ParseOptions["alias"] = {}): string[] {
  for (const [key, others] of Object.entries(alias)) {
    const group = [key, ...list(others)];
    if (group.includes(name)) return group.filter((other) => other !== name);
  }
  return [];
}

/** Hides a leading `no-` from minimist, which would negate any option; no argument holds a NUL. */
function hide(name: string): string {
  return name.startsWith("no-") ? `\0${name}` : name;
}

function hideAlias(alias: ParseOptions["alias"] = {}): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(alias).map(([name, others]) => [hide(name), list(others).map(hide)]),
  );
}

/** Booleans alone: minimist would take a default that is an array for a repeated option. */
function defaultsOf(hidden: string[], { alias, default: defaults = {} }: ParseOptions): Fallback {
  const all = Object.entries(defaults).flatMap(([name, value]) =>
    [name, ...aliasesOf(name, alias)].map((each) => [hide(each), value] as const)
  );
  return Object.fromEntries(all.filter(([name]) => hidden.includes(name)));
}

/** Writes arguments so that minimist reads them as parseArgs does, and knows the way back. */
class Spelling {
  readonly #originals = new Map<string, string>();
  readonly #strings: Set<string>;
  readonly #negatable: Set<string>;

  constructor(strings: string[], negatable: string[]) {
    this.#strings = new Set(strings);
    this.#negatable = new Set(negatable);
  }

  original(arg: string): string {
    return this.#originals.get(arg) ?? arg;
  }

  rewrite(args: string[]): string[] {
    const end = args.indexOf("--");
    const flags = end < 0 ? args : args.slice(0, end);
    return flags.map((arg, i) => this.#one(arg, flags[i + 1])).concat(args.slice(flags.length));
  }

  #one(arg: string, next: string | undefined): string {
    const [, negated, name = "", value] = /^--(no-)?(.+?)(=.*)?$/s.exec(arg) ?? [];
    const negates = negated && !value && this.#negatable.has(name);
    if (!name || negates || (value && !negated)) return arg;
    // `--no-name=value` gives `name` the value
    let flag = value ? `${name}${value}` : negated ? `\0no-${name}` : name;
    // a value is not empty and begins with no hyphen, unless it follows a "="
    if (this.#strings.has(flag) && (next === "" || next?.startsWith("-"))) flag += "=";
    this.#originals.set(`--${flag}`, arg);
    return `--${flag}`;
  }
}

/** Repeats: the last value, or all of them for `collect`. Then defaults, as parseArgs sets them. */
function tidy(
  found: Record<string, unknown>,
  { alias, collect, string, default: defaults = {} }: ParseOptions,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const collected = new Set(withAliases(collect, alias));
  for (const [hidden, value] of Object.entries(found)) {
    if (value === undefined || hidden === "_" || hidden === "--") continue;
    const name = hidden.replace(/^\0/, "");
    if (collected.has(name)) result[name] = [value].flat();
    else result[name] = Array.isArray(value) ? value.at(-1) : value;
  }
  for (const [name, value] of Object.entries(defaults)) {
    if (Object.hasOwn(result, name)) continue;
    for (const each of [name, ...aliasesOf(name, alias)]) result[each] = value;
  }
  for (const name of withAliases(string, alias)) if (collected.has(name)) result[name] ??= [];
  return result;
}
