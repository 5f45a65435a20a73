/** English nouns that agree with the number before them, by the rules of CLDR. */

const rules = new Intl.PluralRules("en");

/** The form for a number: `one` for 1, `other` for all else. */
export function enForm(count: number, one: string, other: string): string {
  return rules.select(count) === "one" ? one : other;
}

/** `1 message`, `2 messages`. */
export function enCount(count: number, one: string, other = `${one}s`): string {
  return `${count} ${enForm(count, one, other)}`;
}
