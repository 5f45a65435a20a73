/** Russian nouns that agree with the number before them, by the rules of CLDR. */

const rules = new Intl.PluralRules("ru");

/** The form for a number: `one` for 1, 21, 31 …, `few` for 2 to 4, 22 to 24 …, `many` for all else. */
export function ruForm(count: number, one: string, few: string, many: string): string {
  const form = rules.select(count);
  return form === "one" ? one : form === "few" ? few : many;
}

/** `1 сообщение`, `2 сообщения`, `5 сообщений`. */
export function ruCount(count: number, one: string, few: string, many: string): string {
  return `${count} ${ruForm(count, one, few, many)}`;
}

/** `1 сообщение`, `2 сообщения`, `5 сообщений`. */
export function ruMessages(count: number): string {
  return ruCount(count, "сообщение", "сообщения", "сообщений");
}

/** After a word that wants the genitive: `больше 1 сообщения`, `больше 2 сообщений`. */
export function ruOfMessages(count: number): string {
  return ruCount(count, "сообщения", "сообщений", "сообщений");
}

/** `1 байт`, `2 байта`, `5 байт`. */
export function ruBytes(count: number): string {
  return ruCount(count, "байт", "байта", "байт");
}

/** After a word that wants the genitive: `из 1 байта`, `из 2 байт`. */
export function ruOfBytes(count: number): string {
  return ruCount(count, "байта", "байт", "байт");
}

/** How long something took: `1 секунду`, `2 секунды`, `5 секунд`. */
export function ruSeconds(count: number): string {
  return ruCount(count, "секунду", "секунды", "секунд");
}
