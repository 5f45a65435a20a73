/**
 * `parseArgs` of `@std/cli` on yargs-parser. `parseArgs` is a port of minimist. But minimist is CommonJS, which costs
 * the start of a program 17 ms and 5 MiB.
 *
 * @module
 */
// @ts-types="npm:@types/yargs-parser@^21"
import yargsParser from "yargs-parser/browser";

type OneOrMore<T extends string> = T | readonly T[];
type Fallback = Record<string, unknown>;

/** Options of {@linkcode parseArgs}. */
export interface ParseOptions<
  B extends string = string,
  S extends string = string,
  C extends string = string,
  N extends string = string,
  D extends Fallback = Fallback,
  A extends Record<string, OneOrMore<string>> = Record<string, OneOrMore<string>>,
  DD extends boolean = boolean,
> {
  /** Put what follows `--` into `result["--"]` instead of `result._`. */
  "--"?: DD;
  /** Other names of an option. */
  alias?: A;
  /** Options without a value; `false` when absent. */
  boolean?: OneOrMore<B>;
  /** Values of absent options. */
  default?: D;
  /** Options whose value stays a string. */
  string?: OneOrMore<S>;
  /** Options which may be repeated; their values come as an array. */
  collect?: OneOrMore<C>;
  /** Options which `--no-NAME` sets to false. */
  negatable?: OneOrMore<N>;
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
  const A extends Record<string, OneOrMore<string>> = {},
  DD extends boolean = false,
>(
  args: string[],
  options: ParseOptions<B, S, C, N, D, A, DD> = {},
): Args<Record<string, unknown> & WithAliases<WithDefaults<Base<B, S, C, N>, D>, A>, DD> {
  const { alias, unknown } = options;
  const booleans = withAliases(options.boolean, alias);
  const strings = withAliases(options.string, alias);
  const known = new Set([...booleans, ...strings, ...allAliases(alias)]);
  const argv = new Spelling({
    booleans: new Set(booleans),
    strings: new Set(strings),
    negatable: new Set(withAliases(options.negatable, alias)),
    isKnown: (name) => unknown === undefined || known.has(name),
  });
  const found = yargsParser(argv.rewrite(args), {
    alias: hideAlias(alias),
    boolean: booleans.map(hide),
    string: strings.filter((name) => name !== "_").map(hide),
    configuration: {
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-positional-numbers": !strings.includes("_"),
      "populate--": true,
      "unknown-options-as-args": unknown !== undefined,
    },
  });
  const result = tidy(found, options);
  const rest = (found["--"] ?? []).map(String);
  const words = found._.map((word) => typeof word === "string" ? argv.original(word) : word)
    .filter((word) => unknown === undefined || unknown(String(word)) !== false);
  result._ = options["--"] ? words : [...words, ...rest];
  if (options["--"]) result["--"] = rest;
  return result as never;
}

function list<T extends string>(names: OneOrMore<T> | undefined): T[] {
  return names === undefined ? [] : [names].flat() as T[];
}

function withAliases(names: OneOrMore<string> | undefined, alias: ParseOptions["alias"]): string[] {
  return list(names).flatMap((name) => [name, ...aliasesOf(name, alias)]);
}

function aliasesOf(name: string, alias: ParseOptions["alias"] = {}): string[] {
  for (const [key, others] of Object.entries(alias)) {
    const group = [key, ...list(others)];
    if (group.includes(name)) return group.filter((other) => other !== name);
  }
  return [];
}

function allAliases(alias: ParseOptions["alias"] = {}): string[] {
  return Object.entries(alias).flatMap(([name, others]) => [name, ...list(others)]);
}

/** Hides a leading `no-` from yargs-parser, which would negate any option; no argument holds a NUL. */
function hide(name: string): string {
  return name.startsWith("no-") ? `\0${name}` : name;
}

function hideAlias(alias: ParseOptions["alias"] = {}): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(alias).map(([name, others]) => [hide(name), list(others).map(hide)]),
  );
}

/** What a word may be. */
interface Names {
  readonly booleans: ReadonlySet<string>;
  readonly strings: ReadonlySet<string>;
  readonly negatable: ReadonlySet<string>;
  readonly isKnown: (name: string) => boolean;
}

/** Writes arguments so that yargs-parser reads them as parseArgs does, and knows the way back. */
class Spelling {
  readonly #originals = new Map<string, string>();
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  original(arg: string): string {
    return this.#originals.get(arg) ?? arg;
  }

  rewrite(args: string[]): string[] {
    const end = args.indexOf("--");
    const flags = end < 0 ? args : args.slice(0, end);
    const rewritten: string[] = [];
    for (let i = 0; i < flags.length; i++) {
      const arg = flags[i]!;
      const next = flags[i + 1];
      const { spelled, takesNext } = this.#one(arg, next);
      if (takesNext) i++;
      this.#originals.set(spelled, arg);
      rewritten.push(spelled);
    }
    return [...rewritten, ...args.slice(flags.length)];
  }

  #one(arg: string, next: string | undefined): { spelled: string; takesNext?: boolean } {
    // to yargs-parser a negative number is a word
    if (/^-\d/.test(arg)) return { spelled: `\0${arg}` };
    const [, negated, name = "", value] = /^--(no-)?([^=]+)(=.*)?$/s.exec(arg) ?? [];
    const { booleans, strings, negatable, isKnown } = this.#names;
    if (!name || negated && !value && negatable.has(name)) return { spelled: arg };
    // `--no-name=value` gives `name` the value
    const flag = negated && !value ? `no-${name}` : name;
    const spelled = `--${hide(flag)}`;
    if (value && booleans.has(flag)) return { spelled: `${spelled}=${value !== "=false"}` };
    // yargs-parser takes one pair of quotes away
    if (value) return { spelled: spelled + value.replace(/^=((['"]).*\2)$/s, '="$1"') };
    const isValue = next !== undefined && next !== "" && !next.startsWith("-");
    // a value is not empty and begins with no hyphen, unless it follows a "="
    if (strings.has(flag)) return { spelled: isValue ? spelled : `${spelled}=` };
    // an unknown option has the word behind it, if there is one
    return isKnown(flag) || !isValue
      ? { spelled }
      : { spelled: `${spelled}=${next}`, takesNext: true };
  }
}

/** Repeats: the last value, or all of them for `collect`. Then defaults, as parseArgs sets them. */
function tidy(
  found: Record<string, unknown>,
  { alias, boolean, collect, string, default: defaults = {} }: ParseOptions,
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
  for (const name of withAliases(boolean, alias)) result[name] ??= collected.has(name) ? [] : false;
  for (const name of withAliases(string, alias)) if (collected.has(name)) result[name] ??= [];
  return result;
}
