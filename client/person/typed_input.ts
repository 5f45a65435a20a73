/** What a person types: a command with its arguments, a message, or a word that leaves. Pure. */

import type { Phrases } from "../../i18n/phrases.ts";
import { faultText } from "../../i18n/fault_text.ts";
import { checkNick, checkRoom } from "../../protocol/names.ts";
import { readSlash } from "../../protocol/slash.ts";
import { checkText, type InvalidText, type ValidText } from "../../protocol/text.ts";
import { isServerName } from "../server_list.ts";
import {
  type ArgKind,
  type ChatCommand,
  COMMANDS,
  commandUsage,
  findCommand,
  SERVER_VERBS,
} from "./commands.ts";

/** What the user has typed, understood. */
export type TypedInput =
  /** Only blanks. */
  | { readonly kind: "blank" }
  /** A message, checked and clean. */
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "command"; readonly command: ChatCommand; readonly values: readonly string[] }
  /** A word without a `/` that does what this command does. */
  | { readonly kind: "word"; readonly command: ChatCommand }
  /** What is wrong with it. */
  | { readonly kind: "error"; readonly message: string };

/** Whether what was typed may be kept in a file: nothing of it is for one person alone. */
export function mayBeKept(typed: string): boolean {
  const read = readSlash(typed);
  return read.kind === "text" || findCommand(read.name)?.isPrivate !== true;
}

/**
 * Reads what was typed: a command, a message, or a word that leaves.
 *
 * @param nickAt Finds the nickname that a text begins with. It may contain spaces.
 */
export function readInput(
  typed: string,
  nickAt: (text: string) => string | undefined,
  phrases: Phrases,
): TypedInput {
  // with a space before it, such a word is a message
  const word = typed.trimEnd().toLowerCase();
  const known = COMMANDS.find(({ words }) => words?.includes(word));
  if (known !== undefined) return { kind: "word", command: known };
  const read = readSlash(typed);
  if (read.kind === "text") return message(read.text, phrases);
  const { name, rest } = read;
  const command = findCommand(name);
  if (command === undefined) {
    const { hints, noSuchCommand } = phrases.client.screen;
    const known: Readonly<Record<string, string>> = hints;
    const hint = Object.hasOwn(known, name) ? known[name] : undefined;
    return { kind: "error", message: hint ?? noSuchCommand(name) };
  }
  return withValues(command, rest.trimEnd(), nickAt, phrases);
}

function message(text: string, { server }: Phrases): TypedInput {
  const checked = checkText(text);
  if (checked.ok) return { kind: "say", text: checked.value };
  if (checked.fault === "text_empty") return { kind: "blank" };
  return { kind: "error", message: faultText(checked, server) };
}

/** The command with its arguments, if none is missing and each is valid. */
function withValues(
  command: ChatCommand,
  rest: string,
  nickAt: (text: string) => string | undefined,
  phrases: Phrases,
): TypedInput {
  const { screen: say } = phrases.client;
  const misused: TypedInput = {
    kind: "error",
    message: say.commandUsage(commandUsage(command, say)),
  };
  const values: string[] = [];
  let left = rest;
  for (const [i, { kind, optional }] of command.args.entries()) {
    if (left === "") return optional ? { kind: "command", command, values } : misused;
    const isLast = i === command.args.length - 1;
    const known = kind === "person" ? nickAt(left) : undefined;
    const value = known ?? (isLast ? left : left.split(/\s/, 1)[0] ?? left);
    const checked = check(kind, value);
    if (checked === undefined) return misused;
    if (!checked.ok) return { kind: "error", message: faultText(checked, phrases.server) };
    values.push(checked.value);
    left = left.slice(value.length).replace(/^\s+/, "");
  }
  return left === "" ? { kind: "command", command, values } : misused;
}

/** A value in its clean form, or why it is refused; `undefined` if the usage tells it best. */
function check(kind: ArgKind, value: string): ValidText | InvalidText | undefined {
  switch (kind) {
    case "text":
    case "reason":
      return checkText(value);
    case "nick":
      // more likely a command typed behind the one that was given back
      return value.includes("/") ? undefined : checkNick(value);
    case "room":
      // elsewhere a room is written with the sign before it
      return checkRoom(value.replace(/^#/, ""));
    case "count":
      return /^(?:\d{0,8}[1-9]\d{0,8}|today)$/.test(value) ? { ok: true, value } : undefined;
    case "number":
      return /^[1-9]\d{0,8}$/.test(value) ? { ok: true, value } : undefined;
    case "command":
      return findCommand(value) === undefined ? undefined : { ok: true, value };
    case "verb":
      return SERVER_VERBS.includes(value) ? { ok: true, value } : undefined;
    case "name":
      return isServerName(value) ? { ok: true, value } : undefined;
    case "person":
    case "like":
      return { ok: true, value };
  }
}
