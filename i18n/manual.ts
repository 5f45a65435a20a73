/** What the manual page says that no table does. */

import type { Language } from "./phrases.ts";

type List = readonly (readonly [term: string, text: string])[];

/** The sentences of the manual page in one language. */
export interface ManualPhrases {
  readonly title: string;
  readonly name: string;
  readonly summary: string;
  readonly synopsis: string;
  readonly description: string;
  readonly about: readonly string[];
  readonly commands: string;
  readonly environment: string;
  readonly precedence: readonly string[];
  readonly insteadOf: (flag: string) => string;
  readonly variable: string;
  readonly locale: string;
  readonly noColor: string;
  readonly files: string;
  readonly fileList: List;
  readonly exitStatus: string;
  readonly exitCodes: List;
  readonly examples: string;
}

/** The sentences in each language. */
export const manual: Readonly<Record<Language, ManualPhrases>> = {
  en: {
    title: "User Commands",
    name: "NAME",
    summary: "group chat over TCP: one machine serves, all others join",
    synopsis: "SYNOPSIS",
    description: "DESCRIPTION",
    about: [
      "A message is shown to anyone only once it is on the server's disk; everyone in a room sees " +
      "the same messages in the same order; a client that was cut off comes back by itself, with " +
      "what it missed, and says what was typed meanwhile.",
      "In the client, /help lists the commands.",
    ],
    commands: "COMMANDS",
    environment: "ENVIRONMENT",
    precedence: [
      "An option that is not on the command line is taken from the environment, and then from " +
      "chat.json; an unknown setting in that file is an error.",
    ],
    insteadOf: (flag) =>
      `The password itself, in place of ${flag}; goes before the file that chat.json names.`,
    variable: "Sets an option: CHAT_PORT is --port. Of an option without a value, 1 is on, 0 off.",
    locale: "The language, by the first one that is set, unless --lang says another.",
    noColor: "When set, there are no colours.",
    files: "FILES",
    fileList: [
      [
        "chat.json",
        'In the data folder (--data or CHAT_DATA): {"serve": {"port": 7000}, "join": {"nick": "ann"}}. ' +
        "Clients read it in the usual data folder, or that of CHAT_DATA.",
      ],
      [
        "rooms/ROOM/*.ndjson",
        "In the data folder: the log of a room, one message a line, as JSON.",
      ],
    ],
    exitStatus: "EXIT STATUS",
    exitCodes: [
      ["0", "Done; the server was asked to stop, the message was stored."],
      ["1", "It did not succeed, with a reason on stderr."],
      ["2", "The command line, a variable or chat.json is wrong."],
      ["3", "The server cannot listen on that address."],
      ["4", "The data folder cannot be used."],
      ["130", "A second signal ended the server at once."],
    ],
    examples: "EXAMPLES",
  },
  ru: {
    title: "Команды пользователя",
    name: "ИМЯ",
    summary: "групповой чат по TCP: одна машина служит сервером, остальные входят",
    synopsis: "ЗАПУСК",
    description: "ОПИСАНИЕ",
    about: [
      "Сообщение показывают, только когда оно уже на диске сервера; все в комнате видят одни и те " +
      "же сообщения в одном порядке; клиент после обрыва возвращается сам, с тем, что пропустил, и " +
      "отправляет набранное за это время.",
      "В клиенте список команд покажет /help.",
    ],
    commands: "КОМАНДЫ",
    environment: "ОКРУЖЕНИЕ",
    precedence: [
      "Параметр, которого нет в командной строке, берётся из окружения, а потом из chat.json; " +
      "неизвестная настройка в этом файле считается ошибкой.",
    ],
    insteadOf: (flag) =>
      `Сам пароль, вместо ${flag}; важнее файла с паролем, названного в chat.json.`,
    variable:
      "Задаёт параметр: CHAT_PORT это --port. Параметр без значения: 1 включён, 0 выключен.",
    locale: "Язык, по первой из заданных, если --lang не говорит иначе.",
    noColor: "Если задана, цветов нет.",
    files: "ФАЙЛЫ",
    fileList: [
      [
        "chat.json",
        'В папке данных (--data или CHAT_DATA): {"serve": {"port": 7000}, "join": {"nick": "ann"}}. ' +
        "Клиенты читают его в обычной папке данных или в папке из CHAT_DATA.",
      ],
      ["rooms/ROOM/*.ndjson", "В папке данных: журнал комнаты, по сообщению на строку, в JSON."],
    ],
    exitStatus: "КОДЫ ВЫХОДА",
    exitCodes: [
      ["0", "Сделано; сервер попросили остановиться, сообщение сохранено."],
      ["1", "Не удалось; причина в stderr."],
      ["2", "Ошибка в командной строке, в переменной или в chat.json."],
      ["3", "Сервер не может слушать на этом адресе."],
      ["4", "Папкой данных нельзя пользоваться."],
      ["130", "Второй сигнал завершил сервер сразу."],
    ],
    examples: "ПРИМЕРЫ",
  },
};
