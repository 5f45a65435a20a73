/** What the client says to its user. */

import type { ClientPhrases } from "../en/client.ts";
import { ruMessages, ruOfBytes, ruSeconds } from "./plural.ts";
import { screen } from "./screen.ts";
import { trust } from "./trust.ts";

export const client: ClientPhrases = {
  screen,
  trust,
  disconnectReasons: {
    unreachable: "До сервера не достучаться",
    refused: "Сервер там не запущен",
    no_chat_server: "Там отвечает не сервер чата",
    web_server: "Это веб-порт: нужен браузер или порт чата",
    irc_server: "Это порт IRC: нужен клиент IRC или порт чата",
    silent: "Сервер не отвечает",
    closed: "Сервер закрыл соединение",
    broken: "Соединение оборвалось",
    shutdown: "Сервер завершает работу",
    moved: "Сервер ждёт базу данных; переходим на другой",
    kicked: "Вас убрали из чата",
    ...trust.disconnectReasons,
  },
  serverErrors: {
    bad_version: "Сервер говорит на другой версии протокола",
    flood: "Слишком много сообщений или попыток",
    full: "Сервер полон, или с вашего адреса слишком много соединений",
    hello_timeout: "Никнейм не назван вовремя",
    internal: "На сервере что-то сломалось, подробности в его журнале",
    line_too_long: "Строка слишком длинная",
    not_in_room: "Вы не в этой комнате",
    not_operator: "Это может только оператор комнаты",
    not_saved: "Сервер не может писать в журнал",
    ping_timeout: "Слишком долго не было ответа",
    replaced: "Этот сеанс продолжается в другом соединении",
    slow_down: "Вы шлёте слишком быстро; сообщения задерживаются",
    too_many_bad_lines: "Слишком много негодных строк",
    too_many_rooms: "Вы уже в слишком многих комнатах; сначала выйдите из какой-нибудь",
    unavailable: "Серверу сейчас недоступна его база данных",
  },
  errorCauses: {
    too_many: "На сервере уже столько комнат, сколько он может держать",
    no_room: "Вы ни в какой комнате",
    unconfirmed: "Неизвестно, дошло ли личное сообщение",
  },
  because: (reason, detail) => `${reason}: ${detail}`,
  badNick: (nick, why) => `Не годится никнейм «${nick}»: ${why}`,
  badRoom: (room, why) => `Не годится комната «${room}»: ${why}`,
  pipeNeedsServer: "В конвейере нужен сервер: chat join HOST",
  twoPorts: "Указаны два порта: оставьте один",
  serversFailed: (why) => `Не прочитать или не записать список ваших серверов: ${why}`,
  choice: {
    title: "Серверы:",
    announced: "объявлен здесь",
    announcedTls: "объявлен здесь, TLS",
    prompt: "Номер или адрес: ",
    none: "Вы ещё не входили ни на один сервер, и здесь ни один не объявлен. Войти: chat join HOST",
    wrong: (count) =>
      `Нужен номер${count > 1 ? ` от 1 до ${count}` : " 1"}, адрес или пустая строка, чтобы выйти`,
  },
  pipeNeedsNick: "В конвейере нужен никнейм: задайте его через --nick",
  framesOrJson: "--frames и --json — два разных способа: задайте один из них",
  notForScripts: (type) =>
    `«${type}» — не для скриптов: шлите say, dm, nick, join, part, who, history, search, rooms, topic, seen, away или bye`,
  outboxFull: "Слишком много сообщений ждёт отправки; отправьте это позже ещё раз",
  pipeLineRefused: (line, why) => `Строка ${line} не отправлена: ${why}`,
  pipeInputFailed: (why) => `Не прочитать ввод: ${why}`,
  pipeTooLong: (bytes) => `она длиннее ${ruOfBytes(bytes)}`,
  pipeUnsent: (count, why) => `Не подтверждено ${ruMessages(count)}: ${why}`,
  pipeGaveUp: (why) => `Не вышло: ${why}`,
  pipeUnread: "Остановлен раньше, чем прочитан весь вывод",
  pipeNoAnswer: (seconds) => `нет подтверждения ${ruSeconds(seconds)}`,
  otherLog: (room) =>
    `У сервера другой журнал комнаты ${room}, чем раньше: сказанного за это время здесь может не быть`,
  lost: (first, last) => `Сообщений с ${first} по ${last} нет: у сервера их больше не осталось`,
  retrying: (why, seconds) => `${why}; новая попытка через ${seconds} с`,
  back: "Снова на связи",
  refused: (why) => `Отказано: ${why}`,
  unsupported: "этот сервер такого не умеет",
  cacheFailed: (why) => `Кэшем последних сообщений не воспользоваться: ${why}`,
  roomsFailed: (why) => `Не сохранить, до какого места прочитано: ${why}`,
  typedFailed: (why) => `Набранное не удаётся сохранить до следующего раза: ${why}`,
  unsentFailed: (why) => `Неотправленное не сохранить: ${why}`,
  unsentSetAside: (path) =>
    `Неотправленные сообщения лежат в файле, который здесь не прочесть целиком; он сохранён как ${path}`,
  inDoubt: "соединение оборвалось сразу после записи; дошло ли, неизвестно",
};
