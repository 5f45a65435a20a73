/** How long a log is kept, as it is written on the command line. */

import type { Keep } from "./local/keep.ts";

const UNITS: Readonly<Record<string, Keep>> = {
  h: { ms: 60 * 60 * 1000 },
  d: { ms: 24 * 60 * 60 * 1000 },
  MiB: { bytes: 1024 ** 2 },
  GiB: { bytes: 1024 ** 3 },
};

/** The values `parseKeep` takes, for whoever typed another. */
export const KEEP_WANTED = "90d, 12h, 500MiB, 10GiB";

/** Reads a number with a unit: days or hours of age, or MiB or GiB of size; 1 to 999,999 of them. */
export function parseKeep(text: string): Keep | undefined {
  const [, digits, unit] = /^([1-9]\d{0,5})(h|d|MiB|GiB)$/.exec(text) ?? [];
  const { ms, bytes } = UNITS[unit ?? ""] ?? {};
  if (ms !== undefined) return { ms: Number(digits) * ms };
  return bytes === undefined ? undefined : { bytes: Number(digits) * bytes };
}
