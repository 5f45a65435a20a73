/** What `chat` says when no command is known yet. */

import type { GeneralPhrases } from "../en/general.ts";
import { ruCount } from "./plural.ts";

export const general: GeneralPhrases = {
  usage: `Групповой чат по TCP: одна машина служит сервером, остальные входят.

Запуск:
  chat serve [параметры]              запустить сервер
  chat join [ip] [port] [параметры]   войти
  chat admin [/команда]               дать команды серверу на этой машине
  chat cluster init|check <url>     общая база данных для нескольких серверов
  chat help <команда>                 все параметры команды
  chat completions bash|zsh|fish      дополнение слов для оболочки
  chat man                            напечатать страницу руководства
  chat --version

Примеры:
  chat serve
  chat join 127.0.0.1 65432
  echo "готово" | chat join 127.0.0.1 65432 --nick bot

Подробнее: chat serve --help, chat join --help`,
  noCommand: "Не указана команда: они перечислены ниже",
  unknownCommand: (seen, near) =>
    near === undefined
      ? `Нет команды «${seen}»: команды перечислены ниже`
      : `Нет команды «${seen}»: может быть, ${near}?`,
  noDataFolder: "Не найти папку для данных: переменная HOME не задана; укажите папку в --data",
  cannotPrint: (why) => `Не записать вывод: ${why}`,
  linesDropped: (count) => `Потеряно: ${ruCount(count, "строка", "строки", "строк")}`,
};
