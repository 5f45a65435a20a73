/** How many of a list can be named in the room that there is. Pure. */

/**
 * `count` if that fits; else the largest number below it that does, and 1 if none. Where one fits, all
 * smaller ones are taken to: it asks about few of them, since a server may name thousands.
 */
export function mostThatFit(count: number, fits: (named: number) => boolean): number {
  if (count <= 1 || fits(count)) return count;
  let low = 1;
  let high = count - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
