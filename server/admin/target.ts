/** Parses what follows `/kick`, `/ban` and `/unban`: a name, a time, a reason. Pure. */

import { parseRange } from "../../protocol/address.ts";

/** A name, and the words that follow it. */
export interface Named {
  readonly name: string;
  readonly rest: string;
}

/**
 * Finds the name at the beginning of `text`. A nickname may have several words: the name is the longest
 * beginning that `isHere` knows, or else the first word. A name may be in quotes.
 */
export function splitName(text: string, isHere: (nick: string) => boolean): Named {
  const [, quoted, behind = ""] = /^"([^"]+)"(?:\s+(.*))?$/.exec(text) ?? [];
  if (quoted !== undefined) return { name: quoted, rest: behind };
  const ends = [...text.matchAll(/\s+|$/g)].map(({ index }) => index).reverse();
  const end = ends.find((at) => isHere(text.slice(0, at))) ?? ends.at(-1) ?? 0;
  return { name: text.slice(0, end), rest: text.slice(end).trim() };
}

const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** How long a ban lasts, and why. */
export interface Terms {
  /** Milliseconds. */
  readonly ms?: number;
  /** A word that looks like a time but is not one. */
  readonly badTime?: string;
  readonly reason?: string;
}

/** Reads `[for TIME] [REASON]`, or `REASON for TIME`. */
export function parseTerms(text: string): Terms {
  const [, first, behind = ""] = /^for\s+(\S+)(?:\s+(.*))?$/.exec(text) ?? [];
  // "for being rude" is a reason
  if (first !== undefined && /^\d|^[mhdw]$/.test(first)) return terms(first, behind);
  const [, before = "", last] = /^(.*\S)\s+for\s+(\d\S*)$/.exec(text) ?? [];
  return last === undefined ? terms(undefined, text) : terms(last, before);
}

function terms(time: string | undefined, reason: string): Terms {
  const why = reason === "" ? {} : { reason };
  if (time === undefined) return why;
  const [, digits, unit = ""] = /^([1-9]\d{0,4})([mhdw])$/.exec(time) ?? [];
  return digits === undefined
    ? { badTime: time, ...why }
    : { ms: Number(digits) * UNIT_MS[unit]!, ...why };
}

/** Whether this is meant as an address and not as a nickname. It need not be a valid address. */
export function looksLikeAddress(text: string): boolean {
  return parseRange(text) !== undefined ||
    // numbers and dots, with a wildcard or a port perhaps; colons as in IPv6
    /^[\d*]+(?:\.[\d*]+)+(?:[/:].*)?$/.test(text) ||
    /^\[?[\da-f]*:[\da-f.]*:[\da-f:.]*(?:%[\w.-]+)?\]?(?:[/:].*)?$/i.test(text);
}
