/** What the program says about its command line. */

import type { FlagPhrases } from "../en/command_line.ts";

export const flags: FlagPhrases = {
  usage: "Запуск:",
  anyOptions: "[параметры]",
  options: "Параметры:",
  examples: "Примеры:",
  rare: (names, command) => `Реже нужны: ${names}; обо всех: chat help ${command}`,
  otherWays: (command) =>
    "Незаданный параметр берётся из окружения (--lang это CHAT_LANG), затем из раздела " +
    `"${command}" файла chat.json в папке данных: {"${command}": {"lang": "ru"}}`,
  more: (command) => `Подробнее: ${command}`,
  defaultIs: (value) => `(обычно ${value})`,
  help: "показать эту справку",
  unknownFlag: (flag, near) =>
    near === undefined ? `Нет параметра ${flag}` : `Нет параметра ${flag}: может быть, ${near}?`,
  missingValue: (flag, wanted) => `У параметра ${flag} нет значения: нужно ${wanted}`,
  badValue: (name, value, wanted) => `Не годится ${name} ${value}: нужно ${wanted}`,
  takesNoValue: (flag) => `Параметр ${flag} не принимает значения`,
  trueOrFalse: "true или false",
  missingArgument: (name) => `Не хватает аргумента <${name}>`,
  extraArgument: (value) => `Лишний аргумент ${value}`,
  wholeNumber: (min, max) => `целое число от ${min} до ${max}`,
  oneOf: (options) => `одно из ${options}`,
  ageOrSize: (examples) => `срок или размер, например ${examples}`,
  text: "какой-нибудь текст",
  host: "имя или адрес",
  servers: (most: number) => `имя или адрес, можно с портом; у кластера — до ${most} через запятую`,
  clusterUrl:
    "postgres://РОЛЬ@ХОСТ[:ПОРТ],ХОСТ/БАЗА, без пароля (ему место в --cluster-password-file); ?sslmode=disable лишь для этой машины",
  serverName: "от 1 до 63 букв, цифр, точек и дефисов, например chat.local",
  badSettings: (path, why) => `Не годится ${path}: ${why}`,
  notAnObject: 'нужен объект в фигурных скобках, например {"serve": {"port": 7000}}',
  badSetting: (name, value, wantsBoolean) =>
    `"${name}" это ${value}, а нужно ${wantsBoolean ? "true или false" : "текст или число"}`,
  unknownSetting: (name, known, near) =>
    `нет настройки "${name}": ${near ? `может быть, "${known}"?` : `есть ${known}`}`,
};
