/** Writes sets of letters as regular expressions over the bytes of UTF-8, each byte as one character. Pure. */

const encoder = new TextEncoder();

/** The source of a pattern that matches any of these letters, which are one code point each. */
export function utf8Pattern(letters: Iterable<string>): string {
  const written = Array.from(letters, (letter) => String.fromCharCode(...encoder.encode(letter)));
  return alternatives([...new Set(written)].sort());
}

/** The letters grouped by their first byte, and those first bytes by what may follow. */
function alternatives(written: readonly string[]): string {
  const behind = Map.groupBy(written, (bytes) => bytes.charCodeAt(0));
  const firsts = new Map<string, number[]>();
  for (const [first, all] of behind) {
    const rest = all[0]!.length === 1 ? "" : alternatives(all.map((bytes) => bytes.slice(1)));
    firsts.set(rest, [...firsts.get(rest) ?? [], first]);
  }
  const parts = Array.from(firsts, ([rest, first]) => classOf(first) + rest);
  return parts.length === 1 ? parts[0]! : `(?:${parts.join("|")})`;
}

/** Bytes in ascending order as a class of a regular expression. */
function classOf(bytes: readonly number[]): string {
  if (bytes.length === 1) return escaped(bytes[0]!);
  let inside = "";
  for (let at = 0; at < bytes.length;) {
    let end = at;
    while (bytes[end + 1] === bytes[end]! + 1) end++;
    inside += end > at ? `${escaped(bytes[at]!)}-${escaped(bytes[end]!)}` : escaped(bytes[at]!);
    at = end + 1;
  }
  return `[${inside}]`;
}

function escaped(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}
