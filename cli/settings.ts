/** The content of the settings file: `{"serve": {"port": 7000, "tls": true}}`. */

import type { Phrases } from "../i18n/phrases.ts";
import { reasonOf } from "../i18n/reason.ts";
import { nearest } from "./nearest.ts";
import { type FlagTable, wordOf } from "./table.ts";

/** The commands that have settings. */
const COMMANDS = ["serve", "join", "admin", "cluster", "help", "completions", "man"];

/** The settings file as it was found. */
export interface SettingsFile {
  /** Its path, for error messages. */
  readonly path: string;
  /** Its text, or the error that reading it threw. */
  readonly text: string | { readonly cause: unknown };
}

/** The settings of one command. */
export interface Settings {
  readonly path: string;
  readonly values: Readonly<Record<string, string | boolean>>;
}

/** What is wrong with a settings file. */
export type SettingsFault =
  | { readonly code: "unreadable"; readonly cause: unknown }
  | { readonly code: "not_an_object"; readonly section?: string }
  | { readonly code: "unknown_setting"; readonly name: string; readonly known: readonly string[] }
  | {
    readonly code: "wrong_type";
    readonly name: string;
    readonly value: unknown;
    readonly wanted: "boolean" | "text";
  };

/** The settings file cannot be used. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly path: string;
  readonly fault: SettingsFault;

  constructor(path: string, fault: SettingsFault) {
    super(`Cannot use ${path}: ${fault.code}`);
    this.path = path;
    this.fault = fault;
  }
}

/** What is wrong, and with which file, in the language of the phrases. */
export function settingsErrorText(
  { path, fault }: Pick<SettingsError, "path" | "fault">,
  say: Pick<Phrases, "flags" | "reasons">,
): string {
  return say.flags.badSettings(path, faultText(fault, say));
}

function faultText(
  fault: SettingsFault,
  { flags, reasons }: Pick<Phrases, "flags" | "reasons">,
): string {
  switch (fault.code) {
    case "unreadable":
      return reasonOf(fault.cause, reasons);
    case "not_an_object":
      return (fault.section === undefined ? "" : `"${fault.section}": `) + flags.notAnObject;
    case "unknown_setting": {
      const { name, known } = fault;
      const near = nearest(name, known);
      return flags.unknownSetting(name, near ?? known.join(", "), near !== undefined);
    }
    case "wrong_type":
      return flags.badSetting(fault.name, JSON.stringify(fault.value), fault.wanted === "boolean");
  }
}

/**
 * Parses the settings of one command. The values are not checked yet.
 *
 * @throws {SettingsError} when the file cannot be read, or has something that is not a setting.
 */
export function parseSettings(
  file: SettingsFile,
  command: { readonly name: string; readonly flags: FlagTable },
): Settings {
  const { path } = file;
  const all = asObject(parse(file));
  if (all === undefined) throw new SettingsError(path, { code: "not_an_object" });
  refuseUnknown(all, COMMANDS, path);
  const section = wordOf(command);
  if (all[section] === undefined) return { path, values: {} };
  const own = asObject(all[section]);
  if (own === undefined) throw new SettingsError(path, { code: "not_an_object", section });
  // the file is in the data folder, so it cannot say where that is
  refuseUnknown(own, Object.keys(command.flags).filter((name) => name !== "data"), path);
  const values = Object.entries(own).map(([name, value]) => {
    const { value: hasValue, repeats } = command.flags[name]!;
    const wanted = hasValue === undefined ? "boolean" : "text";
    const types = wanted === "boolean" ? ["boolean"] : ["string", "number"];
    const all = repeats && Array.isArray(value) ? value : [value];
    if (!all.every((one) => types.includes(typeof one))) {
      throw new SettingsError(path, { code: "wrong_type", name, value, wanted });
    }
    if (repeats) return [name, all.join(",")] as const;
    return [name, typeof value === "boolean" ? value : String(value)] as const;
  });
  return { path, values: Object.fromEntries(values) };
}

function parse({ path, text }: SettingsFile): unknown {
  if (typeof text !== "string") {
    throw new SettingsError(path, { code: "unreadable", cause: text.cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SettingsError(path, { code: "unreadable", cause });
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  const is = typeof value === "object" && value !== null && !Array.isArray(value);
  return is ? value as Record<string, unknown> : undefined;
}

function refuseUnknown(
  seen: Record<string, unknown>,
  known: readonly string[],
  path: string,
): void {
  const name = Object.keys(seen).find((name) => !known.includes(name));
  if (name !== undefined) throw new SettingsError(path, { code: "unknown_setting", name, known });
}
