/** Records that cannot be read, and who is told of them. */

import { MAX_WARNED_PLACES } from "../../limits.ts";

/** Told of each record that cannot be read: the file, and the byte at which it begins. */
export type OnDamage = (path: string, offset: number) => void;

/** Warns of each damaged place, once. */
export function warnOnce(warn: (message: string) => void): OnDamage {
  const warned = new Set<string>();
  return (path, offset) => {
    const place = `${path}:${offset}`;
    if (warned.has(place)) return;
    if (warned.size >= MAX_WARNED_PLACES) warned.clear();
    warned.add(place);
    warn(`The log ${path} is damaged at byte ${offset}: the record there is left out`);
  };
}
