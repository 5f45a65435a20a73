/** What the client says to its user. */

import { enCount, enForm, ruMessages, ruOfBytes, ruSeconds } from "./plural.ts";
import * as screen from "./screen.ts";
import * as trust from "./trust.ts";

/** Why there is no connection, where the server has not said it in its own words. */
const enLosses = {
  unreachable: "The server cannot be reached",
  refused: "No server is running there",
  stranger: "What answers there is no chat server",
  silent: "The server does not answer",
  closed: "The server closed the connection",
  broken: "The connection broke",
  shutdown: "The server is shutting down",
  ...trust.en.losses,
};

const ruLosses: typeof enLosses = {
  unreachable: "До сервера не достучаться",
  refused: "Сервер там не запущен",
  stranger: "То, что там отвечает, не сервер чата",
  silent: "Сервер не отвечает",
  closed: "Сервер закрыл соединение",
  broken: "Соединение оборвалось",
  shutdown: "Сервер завершает работу",
  ...trust.ru.losses,
};

export const en = {
  /** At a person's terminal. */
  screen: screen.en,
  /** About whom one speaks to. */
  trust: trust.en,
  losses: enLosses,
  /** A reason, and what is known beyond it. */
  because: (reason: string, detail: string) => `${reason}: ${detail}`,
  badNick: (nick: string, why: string) => `Cannot use the nickname "${nick}": ${why}`,
  badRoom: (room: string, why: string) => `Cannot use the room "${room}": ${why}`,
  pipeNeedsNick: "A pipe needs a nickname: give one with --nick",
  pipeLineRefused: (line: number, why: string) => `Line ${line} was not sent: ${why}`,
  pipeTooLong: (bytes: number) => `it is longer than ${bytes} bytes`,
  pipeUnsent: (count: number, why: string) =>
    `${enCount(count, "message")} ${enForm(count, "was", "were")} not acknowledged: ${why}`,
  pipeGaveUp: (why: string) => `Gave up: ${why}`,
  pipeNoAnswer: (seconds: number) => `no acknowledgement for ${enCount(seconds, "second")}`,
  lost: (first: number, last: number) =>
    `Messages ${first} to ${last} are missing: the server does not have them any more`,
  retrying: (why: string, seconds: number) => `${why}; trying again in ${seconds} s`,
  back: "Connected again",
  refused: (why: string) => `Refused: ${why}`,
  unsupported: "this server knows no such thing",
  cacheFailed: (why: string) => `The cache of the last messages cannot be used: ${why}`,
  spoolFailed: (why: string) => `What is not sent when you leave will not be kept: ${why}`,
  inDoubt: "the connection broke right after it was written; it may or may not have arrived",
};

/** The sentences of the client in one language. */
export type ClientPhrases = typeof en;

export const ru: ClientPhrases = {
  screen: screen.ru,
  trust: trust.ru,
  losses: ruLosses,
  because: (reason, detail) => `${reason}: ${detail}`,
  badNick: (nick, why) => `Не годится никнейм «${nick}»: ${why}`,
  badRoom: (room, why) => `Не годится комната «${room}»: ${why}`,
  pipeNeedsNick: "В конвейере нужен никнейм: задайте его через --nick",
  pipeLineRefused: (line, why) => `Строка ${line} не отправлена: ${why}`,
  pipeTooLong: (bytes) => `она длиннее ${ruOfBytes(bytes)}`,
  pipeUnsent: (count, why) => `Не подтверждено ${ruMessages(count)}: ${why}`,
  pipeGaveUp: (why) => `Не вышло: ${why}`,
  pipeNoAnswer: (seconds) => `нет подтверждения ${ruSeconds(seconds)}`,
  lost: (first, last) => `Сообщений с ${first} по ${last} нет: у сервера их больше не осталось`,
  retrying: (why, seconds) => `${why}; новая попытка через ${seconds} с`,
  back: "Снова на связи",
  refused: (why) => `Отказано: ${why}`,
  unsupported: "этот сервер такого не умеет",
  cacheFailed: (why) => `Кэшем последних сообщений не воспользоваться: ${why}`,
  spoolFailed: (why) => `Что не отправится до выхода, не сохранится: ${why}`,
  inDoubt: "соединение оборвалось сразу после записи; дошло ли, неизвестно",
};
