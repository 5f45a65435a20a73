/** What somebody may have meant who typed a word that there is not. */

/** So many slips of the fingers turn a word into another; a letter each, or two that changed places. */
const MOST_SLIPS = 2;

/**
 * The word that begins with what was typed, or else is closest to it; `undefined` where none is close,
 * which is at most two slips, and fewer than half of the letters.
 */
export function nearest(seen: string, words: readonly string[]): string | undefined {
  const bare = (word: string) => word.replace(/^-+/, "");
  const begun = words.find((word) => bare(word).startsWith(bare(seen)));
  if (begun !== undefined && bare(seen).length > 1) return begun;
  let best: string | undefined;
  let least = Math.min(MOST_SLIPS, Math.ceil(bare(seen).length / 2) - 1) + 1;
  for (const word of words) {
    const slips = slipsBetween(bare(seen), bare(word));
    if (slips < least) [best, least] = [word, slips];
  }
  return best;
}

/** The distance of Damerau and Levenshtein, each pair of letters changing places only once. */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
