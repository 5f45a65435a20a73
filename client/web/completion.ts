/** Completes the nickname before the cursor. Pure. */

/** A text with the cursor in it. */
export interface Completed {
  readonly text: string;
  readonly cursor: number;
}

/** The nickname that begins with the word before the cursor, in its place; `undefined` if there is none. */
export function complete(
  text: string,
  cursor: number,
  nicks: readonly string[],
): Completed | undefined {
  const word = /[\p{L}\p{M}\p{N}_]+$/u.exec(text.slice(0, cursor))?.[0] ?? "";
  const start = cursor - word.length;
  const wanted = word.toLowerCase();
  const nick = nicks.find((each) => each.toLowerCase().startsWith(wanted));
  if (word === "" || nick === undefined) return undefined;
  const after = start === 0 ? `${nick}: ` : `${nick} `;
  return { text: text.slice(0, start) + after + text.slice(cursor), cursor: start + after.length };
}
