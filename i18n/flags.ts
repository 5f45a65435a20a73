/** What is said about a command line. */

import { enForm, ruOfBytes } from "./plural.ts";

export const en = {
  usage: "Usage:",
  anyOptions: "[options]",
  options: "Options:",
  examples: "Examples:",
  rare: (names: string, command: string) =>
    `Seldom needed: ${names}; all are explained by: chat help ${command}`,
  otherWays: (command: string) =>
    "An option that is not given is taken from the environment (--log-format is CHAT_LOG_FORMAT), " +
    `then from "${command}" in chat.json in the data folder: {"${command}": {"lang": "en"}}`,
  more: (command: string) => `More: ${command}`,
  defaultIs: (value: string) => `(default ${value})`,
  help: "show this",
  unknownFlag: (flag: string, near: string | undefined) =>
    near === undefined ? `Unknown option ${flag}` : `Unknown option ${flag}: did you mean ${near}?`,
  missingValue: (flag: string, wanted: string) =>
    `Option ${flag} has no value: ${wanted} is wanted`,
  badValue: (name: string, value: string, wanted: string) =>
    `Cannot use ${name} ${value}: ${wanted} is wanted`,
  missingArgument: (name: string) => `Argument <${name}> is missing`,
  extraArgument: (value: string, wanted: number) =>
    `Argument ${value} is one too many: ${wanted} ${enForm(wanted, "is", "are")} wanted`,
  wholeNumber: (min: number, max: number) => `a whole number from ${min} to ${max}`,
  oneOf: (options: string) => `one of ${options}`,
  text: "some text",
  host: "a name or an address",
  badSettings: (path: string, why: string) => `Cannot use ${path}: ${why}`,
  notAnObject: 'an object in braces is wanted, such as {"serve": {"port": 7000}}',
  tooLong: (bytes: number) => `it is longer than ${bytes} bytes`,
  badSetting: (name: string, value: string, wantsBoolean: boolean) =>
    `"${name}" is ${value}, and ${wantsBoolean ? "true or false" : "a text or a number"} is wanted`,
  unknownSetting: (name: string, known: string, near: boolean) =>
    `there is no setting "${name}": ${near ? `did you mean "${known}"?` : `there are ${known}`}`,
};

/** The sentences about a command line in one language. */
export type FlagPhrases = typeof en;

export const ru: FlagPhrases = {
  usage: "Запуск:",
  anyOptions: "[параметры]",
  options: "Параметры:",
  examples: "Примеры:",
  rare: (names, command) => `Реже нужны: ${names}; обо всех: chat help ${command}`,
  otherWays: (command) =>
    "Незаданный параметр берётся из окружения (--log-format это CHAT_LOG_FORMAT), затем из раздела " +
    `"${command}" файла chat.json в папке данных: {"${command}": {"lang": "ru"}}`,
  more: (command) => `Подробнее: ${command}`,
  defaultIs: (value) => `(обычно ${value})`,
  help: "показать эту справку",
  unknownFlag: (flag, near) =>
    near === undefined ? `Нет параметра ${flag}` : `Нет параметра ${flag}: может быть, ${near}?`,
  missingValue: (flag, wanted) => `У параметра ${flag} нет значения: нужно ${wanted}`,
  badValue: (name, value, wanted) => `Не годится ${name} ${value}: нужно ${wanted}`,
  missingArgument: (name) => `Не хватает аргумента <${name}>`,
  extraArgument: (value, wanted) => `Лишний аргумент ${value}: нужно ${wanted}`,
  wholeNumber: (min, max) => `целое число от ${min} до ${max}`,
  oneOf: (options) => `одно из ${options}`,
  text: "какой-нибудь текст",
  host: "имя или адрес",
  badSettings: (path, why) => `Не годится ${path}: ${why}`,
  notAnObject: 'нужен объект в фигурных скобках, например {"serve": {"port": 7000}}',
  tooLong: (bytes) => `он длиннее ${ruOfBytes(bytes)}`,
  badSetting: (name, value, wantsBoolean) =>
    `"${name}" это ${value}, а нужно ${wantsBoolean ? "true или false" : "текст или число"}`,
  unknownSetting: (name, known, near) =>
    `нет настройки "${name}": ${near ? `может быть, "${known}"?` : `есть ${known}`}`,
};
