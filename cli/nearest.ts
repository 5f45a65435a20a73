/** Finds the known word that is closest to an unknown one: the user has probably mistyped it. */

/** The most typing errors that a word may have: a wrong, missing or extra letter, or two swapped. */
const MAX_EDITS = 2;

/**
 * The word that begins with `typed`, or else the closest one. `undefined` where none is close: within
 * `MAX_EDITS` typing errors, in fewer than half of the letters.
 */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  const bare = (word: string) => word.replace(/^-+/, "");
  const begun = words.find((word) => bare(word).startsWith(bare(typed)));
  if (begun !== undefined && bare(typed).length > 1) return begun;
  let best: string | undefined;
  let least = Math.min(MAX_EDITS, Math.ceil(bare(typed).length / 2) - 1) + 1;
  for (const word of words) {
    const edits = editDistance(bare(typed), bare(word));
    if (edits < least) [best, least] = [word, edits];
  }
  return best;
}

/** The distance of Damerau and Levenshtein between two words (optimal string alignment). */
function editDistance(a: string, b: string): number {
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
