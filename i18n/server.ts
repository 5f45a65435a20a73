/** What the server says: to its clients, and to whoever runs it. */

import type { TextFault } from "../protocol/text.ts";
import { enCount, enForm, ruCount, ruOfBytes, ruOfMessages, ruSeconds } from "./plural.ts";

/** Sentences for a refused nickname, room or text; `seen` and `limit` are numbers where they matter. */
type FaultSentences = Readonly<Record<TextFault, (seen: number, limit: number) => string>>;

const enFaults: FaultSentences = {
  nick_empty: () => "A nickname cannot be empty",
  nick_wide: (seen, limit) => `The nickname is ${seen} wide, at most ${limit} are possible`,
  nick_bytes: (seen, limit) => `The nickname takes ${seen} bytes, at most ${limit} are possible`,
  nick_chars: () => "A nickname cannot hold control or invisible characters",
  nick_ends: () => "A nickname cannot begin or end with a space",
  nick_colon: () => 'A nickname cannot begin with ":" or hold ": "',
  room_name: (_, limit) =>
    `A room name is 1 to ${limit} letters, digits, "_", "-" or dots between them`,
  text_empty: () => "The message is empty",
  text_bytes: (seen, limit) => `The message has ${seen} bytes, at most ${limit} are possible`,
  text_lines: (seen, limit) => `The message has ${seen} lines, at most ${limit} are possible`,
};

/** `1 байт`, `2 байта`, `5 байт`. */
function ruBytes(count: number): string {
  return ruCount(count, "байт", "байта", "байт");
}

const ruFaults: FaultSentences = {
  nick_empty: () => "Никнейм не может быть пустым",
  nick_wide: (seen, limit) => `Ширина никнейма ${seen}, а возможно не больше ${limit}`,
  nick_bytes: (seen, limit) => `Никнейм занимает ${ruBytes(seen)}, а возможно не больше ${limit}`,
  nick_chars: () => "В никнейме не может быть управляющих и невидимых знаков",
  nick_ends: () => "Никнейм не может начинаться или кончаться пробелом",
  nick_colon: () => "Никнейм не может начинаться с «:» или содержать «: »",
  room_name: (_, limit) =>
    `Имя комнаты: от 1 до ${limit} букв, цифр, «_», «-» или точек между ними`,
  text_empty: () => "Сообщение пустое",
  text_bytes: (seen, limit) => `В сообщении ${ruBytes(seen)}, а возможно не больше ${limit}`,
  text_lines: (seen, limit) =>
    `В сообщении ${ruCount(seen, "строка", "строки", "строк")}, а возможно не больше ${limit}`,
};

export const en = {
  faults: enFaults,
  nickTaken: (nick: string) => `The nickname '${nick}' is taken`,
  noSuchNick: (nick: string) => `Nobody here is called '${nick}'`,
  anotherNick: "Type another nickname:",
  version: (seen: number, wanted: number) =>
    `This server speaks version ${wanted} of the protocol, not ${seen}`,
  lineTooLong: (limit: number) => `The line is longer than ${limit} bytes`,
  notSaved: "The message was not saved: the server cannot write its log",
  unreadable: "The message was saved before, and its record cannot be read any more",
  slow: "You read too slowly and were disconnected; come back and get what you missed",
  slowDown: (rate: number) =>
    `You send faster than ${enCount(rate, "message")} a second; they are delayed`,
  flood: (rate: number) =>
    `Disconnected: you went on sending faster than ${enCount(rate, "message")} a second`,
  badLines: (limit: number) => `Disconnected: ${limit} lines that are no valid frames`,
  helloTimeout: (seconds: number) =>
    `Disconnected: no nickname within ${enCount(seconds, "second")}`,
  helloTries: (limit: number) => `Disconnected: ${limit} nicknames refused`,
  pingTimeout: (seconds: number) => `Disconnected: silent for ${enCount(seconds, "second")}`,
  replaced: "Disconnected: this session goes on from another connection",
  internal: "Disconnected: something went wrong in the server, its log says what",
  barriers: {
    banned: "You are banned from this room",
    inviteOnly: "This room is for those who are invited",
    key: "This room opens with a key, which only an IRC client can give",
    full: "This room is full",
  },
  muted: "You may not speak in this room now",
  kicked: (by: string, reason: string) => `${by} has sent you out of the room: ${reason}`,
  full: (limit: number) =>
    `The server is full: ${enCount(limit, "client")} ${enForm(limit, "is", "are")} connected`,
  perAddress: (limit: number) =>
    `Too many connections from your address: at most ${limit} possible`,
  helloFirst: "The first frame must be hello, and there is only one",
  tooManyRooms: (limit: number) => `There are ${limit} rooms already, no more are opened`,
  roomUnusable: (room: string) => `The room ${room} cannot be opened: its log cannot be used`,
  shutdown: "The server is shutting down",
  banner: "chat is running. Messages are kept in",
  bannerJoinHere: "Join from this machine:",
  bannerJoin: "Join from another machine:",
  bannerLocal: "Only this machine can join. To open it to the network:",
  bannerIrc: "Join with an IRC client, such as irssi, and then /join #lobby:",
  bannerTls: "The chat is encrypted (TLS). Newcomers compare the fingerprint:",
  bannerPlain: "Whoever can listen on this network can read along: the chat is not encrypted.",
  bannerStop: "Ctrl-C stops the server.",
  passwordWanted: "This server wants a password",
  passwordWrong: "The password is wrong",
  passwordBusy: "Too many passwords were tried from your address; try again in a minute",
  passwordSpent: (limit: number) => `Disconnected: ${limit} wrong passwords`,
  plainPassword: "Password:",
  plainHistory: (count: number) => `--- The last ${enCount(count, "message")} ---`,
  plainHistoryEnd: "--- End of history ---",
  plainNoHistory: "There is no chat history yet.",
  plainJoined: (nick: string, others: number) =>
    others > 0
      ? `--- ${nick} and ${enCount(others, "other")} joined the chat. ---`
      : `--- ${nick} joined the chat. ---`,
  plainLeft: (nick: string, others: number) =>
    others > 0
      ? `--- ${nick} and ${enCount(others, "other")} left the chat. ---`
      : `--- ${nick} left the chat. ---`,
  plainRenamed: (nick: string, to: string) => `--- ${nick} is now ${to}. ---`,
  plainTopic: (nick: string, topic: string) =>
    topic === "" ? `--- ${nick} removed the topic. ---` : `--- ${nick} set the topic: ${topic} ---`,
  plainDm: (nick: string, text: string) => `(${nick} to you alone) ${text}`,
};

/** The sentences of the server in one language. */
export type ServerPhrases = typeof en;

export const ru: ServerPhrases = {
  faults: ruFaults,
  nickTaken: (nick) => `Никнейм «${nick}» уже занят`,
  noSuchNick: (nick) => `Здесь нет никого с никнеймом «${nick}»`,
  anotherNick: "Введите другой никнейм:",
  version: (seen, wanted) => `Этот сервер говорит на версии протокола ${wanted}, а не ${seen}`,
  lineTooLong: (limit) => `Строка длиннее ${ruOfBytes(limit)}`,
  notSaved: "Сообщение не сохранено: сервер не может писать в журнал",
  unreadable: "Сообщение уже было сохранено, но его запись больше не читается",
  slow: "Вы читаете слишком медленно и отключены; вернитесь и получите пропущенное",
  slowDown: (rate) => `Вы шлёте больше ${ruOfMessages(rate)} в секунду; они задерживаются`,
  flood: (rate) => `Отключено: вы продолжали слать больше ${ruOfMessages(rate)} в секунду`,
  badLines: (limit) => `Отключено: не разобрать ${ruCount(limit, "строку", "строки", "строк")}`,
  helloTimeout: (seconds) => `Отключено: за ${ruSeconds(seconds)} не назван никнейм`,
  helloTries: (limit) =>
    `Отключено: отклонено ${ruCount(limit, "никнейм", "никнейма", "никнеймов")}`,
  pingTimeout: (seconds) => `Отключено: вы молчали ${ruSeconds(seconds)}`,
  replaced: "Отключено: этот сеанс продолжается в другом соединении",
  internal: "Отключено: на сервере что-то сломалось, подробности в его журнале",
  barriers: {
    banned: "Вам закрыт вход в эту комнату",
    inviteOnly: "В эту комнату входят по приглашению",
    key: "Комната открывается ключом, а назвать его может только клиент IRC",
    full: "В этой комнате нет места",
  },
  muted: "Сейчас вам нельзя говорить в этой комнате",
  kicked: (by, reason) => `${by} удаляет вас из комнаты: ${reason}`,
  full: (limit) => `Сервер полон: подключено ${ruCount(limit, "клиент", "клиента", "клиентов")}`,
  perAddress: (limit) => `Слишком много соединений с вашего адреса: возможно ${limit}`,
  helloFirst: "Первым идёт hello, и только один раз",
  tooManyRooms: (limit) => `Комнат уже ${limit}, больше не открыть`,
  roomUnusable: (room) => `Комнату ${room} не открыть: её журнал не использовать`,
  shutdown: "Сервер завершает работу",
  banner: "chat работает. Сообщения хранятся в",
  bannerJoinHere: "Войти с этой машины:",
  bannerJoin: "Войти с другой машины:",
  bannerLocal: "Войти можно только с этой машины. Открыть для сети:",
  bannerIrc: "Войти клиентом IRC, например irssi, а потом /join #lobby:",
  bannerTls: "Чат зашифрован (TLS). Кто входит впервые, сверяет отпечаток:",
  bannerPlain: "Кто слушает эту сеть, может всё прочесть: чат не зашифрован.",
  bannerStop: "Ctrl-C останавливает сервер.",
  passwordWanted: "Этому серверу нужен пароль",
  passwordWrong: "Пароль неверен",
  passwordBusy: "С вашего адреса слишком часто пробовали пароль; повторите через минуту",
  passwordSpent: (limit) => `Отключено: пароль неверен ${ruCount(limit, "раз", "раза", "раз")}`,
  plainPassword: "Пароль:",
  // the words of the server that this one descends from: its clients may know them
  plainHistory: (count) => `--- Последние ${count} сообщений ---`,
  plainHistoryEnd: "--- Конец истории ---",
  plainNoHistory: "Истории чата еще нет.",
  plainJoined: (nick, others) =>
    others > 0
      ? `--- ${nick} и ещё ${others} присоединились к чату. ---`
      : `--- ${nick} присоединился к чату. ---`,
  plainLeft: (nick, others) =>
    others > 0 ? `--- ${nick} и ещё ${others} покинули чат. ---` : `--- ${nick} покинул чат. ---`,
  plainRenamed: (nick, to) => `--- ${nick} теперь ${to}. ---`,
  plainTopic: (nick, topic) =>
    topic === "" ? `--- ${nick} убирает тему. ---` : `--- Тема от ${nick}: ${topic} ---`,
  plainDm: (nick, text) => `(${nick} только вам) ${text}`,
};
