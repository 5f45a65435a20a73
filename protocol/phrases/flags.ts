/** What is said about a command line. */

export const en = {
  usage: "Usage:",
  arguments: "Arguments:",
  options: "Options:",
  defaultIs: (value: string) => `(default ${value})`,
  help: "show this",
  unknownFlag: (flag: string, known: string) => `Unknown option ${flag}: the options are ${known}`,
  missingValue: (flag: string, wanted: string) =>
    `Option ${flag} has no value: ${wanted} is wanted`,
  badValue: (name: string, value: string, wanted: string) =>
    `Cannot use ${name} ${value}: ${wanted} is wanted`,
  missingArgument: (name: string) => `Argument <${name}> is missing`,
  extraArgument: (value: string, wanted: number) =>
    `Argument ${value} is one too many: ${wanted} are wanted`,
  wholeNumber: (min: number, max: number) => `a whole number from ${min} to ${max}`,
  oneOf: (options: string) => `one of ${options}`,
  text: "some text",
};

/** The sentences about a command line in one language. */
export type FlagPhrases = typeof en;

export const ru: FlagPhrases = {
  usage: "Запуск:",
  arguments: "Аргументы:",
  options: "Параметры:",
  defaultIs: (value) => `(обычно ${value})`,
  help: "показать эту справку",
  unknownFlag: (flag, known) => `Нет параметра ${flag}, есть ${known}`,
  missingValue: (flag, wanted) => `У параметра ${flag} нет значения: нужно ${wanted}`,
  badValue: (name, value, wanted) => `Не годится ${name} ${value}: нужно ${wanted}`,
  missingArgument: (name) => `Не хватает аргумента <${name}>`,
  extraArgument: (value, wanted) => `Лишний аргумент ${value}: нужно ${wanted}`,
  wholeNumber: (min, max) => `целое число от ${min} до ${max}`,
  oneOf: (options) => `одно из ${options}`,
  text: "какой-нибудь текст",
};
