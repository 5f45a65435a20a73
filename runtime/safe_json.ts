/** JSON that can be shown: on a terminal, in a pager, in a log. Pure. */

// JSON does not escape these: DEL and C1 controls, marks that turn or hide text, other line ends, the
// tag characters
const HIDDEN =
  /[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udfff]/g;

/**
 * A value as JSON (RFC 8259) in which nothing acts on a terminal, hides or turns text: such letters are
 * written as `\uXXXX`. Every reader of JSON gets the same value.
 *
 * @param replacer As that of `JSON.stringify`.
 */
export function safeJson(
  value: unknown,
  replacer?: (name: string, value: unknown) => unknown,
): string {
  return JSON.stringify(value, replacer).replace(HIDDEN, escaped);
}

function escaped(letters: string): string {
  return Array.from(
    { length: letters.length },
    (_, at) => `\\u${letters.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
}
