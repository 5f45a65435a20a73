/** What the server says to its clients and to its operator. */

import type { ServerPhrases } from "../en/server.ts";
import { faults } from "./faults.ts";
import { ruCount, ruOfBytes, ruOfMessages, ruSeconds } from "./plural.ts";

export const server: ServerPhrases = {
  faults,
  nickTaken: (nick) => `Никнейм «${nick}» уже занят`,
  nickAlike: (nick, other) => `Никнейм «${nick}» слишком похож на «${other}»`,
  nickReserved: (nick) => `Никнейм «${nick}» зарезервирован`,
  noSuchNick: (nick) => `Здесь нет никого с никнеймом «${nick}»`,
  anotherNick: "Введите другой никнейм:",
  version: (seen, wanted) => `Этот сервер говорит на версии протокола ${wanted}, а не ${seen}`,
  lineTooLong: (limit) => `Строка длиннее ${ruOfBytes(limit)}`,
  notSaved: "Сообщение не сохранено: сервер не может писать в журнал",
  unreadable: "Сообщение уже было сохранено, но его запись больше не читается",
  unavailable: "Серверу сейчас недоступна его база данных, попробуйте ещё раз",
  unconfirmed: (nick) => `Неизвестно, дошло ли сообщение до «${nick}»`,
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
  youAreBanned: (until, reason) =>
    `Вам закрыт вход на этот сервер${until === undefined ? "" : ` до ${until}`}${
      reason === undefined ? "" : `: ${reason}`
    }`,
  barriers: {
    banned: "Вам закрыт вход в эту комнату",
    inviteOnly: "В эту комнату входят по приглашению",
    key: "Для этой комнаты нужен ключ, а назвать его может только клиент IRC",
    full: "В этой комнате нет места",
  },
  muted: "Сейчас вам нельзя говорить в этой комнате",
  removedFromRoom: (by, reason) =>
    reason === "" ? `${by} убирает вас из комнаты` : `${by} убирает вас из комнаты: ${reason}`,
  wordsTooLong: (seen, limit) =>
    `Это занимает ${ruCount(seen, "байт", "байта", "байт")}, а можно не больше ${limit}`,
  notInRoom: "Вы не в этой комнате",
  topicLocked: "Тему этой комнаты меняют только её операторы",
  searching: "Можно искать только что-то одно: дождитесь ответа",
  searchFailed: "Поиск не удался; подробности в журнале сервера",
  searchTerms: (seen, limit) =>
    `Вы ищете ${ruCount(seen, "слово", "слова", "слов")}, а можно не больше ${limit}`,
  inTooManyRooms: (limit) =>
    `Вы уже в ${
      ruCount(limit, "комнате", "комнатах", "комнатах")
    }: сначала выйдите из какой-нибудь`,
  inNoRoom: "Сейчас вы ни в какой комнате; войти в комнату: /room",
  disconnectedBy: (by, reason) =>
    reason === "" ? `Отключено, так решает ${by}` : `Отключено, так решает ${by}: ${reason}`,
  full: (limit) => `Сервер полон: подключено ${ruCount(limit, "клиент", "клиента", "клиентов")}`,
  perAddress: (limit) => `Слишком много соединений с вашего адреса: можно не больше ${limit}`,
  helloFirst: "Первым идёт hello, и только один раз",
  tooManyRooms: (limit) => `Комнат уже ${limit}, больше не открыть`,
  tooManyNewRooms: (seconds) =>
    `Отсюда создано слишком много новых комнат: повторите через ${seconds} с`,
  noSuchRoom: "Такой комнаты нет",
  roomUnusable: (room) => `Комнату ${room} не открыть: её журнал не использовать`,
  shutdown: "Сервер завершает работу",
  beginsAnew: "Сервер начинает заново, как другой узел кластера",
  goesOnAt: (addresses: string) => `Чат продолжается на ${addresses}`,
  waiting: "База данных не отвечает: сказанное ждёт и появится, когда она ответит",
  banner: "chat работает. Сообщения хранятся в",
  bannerJoinHere: "Войти с этой машины:",
  bannerJoin: "Войти с другой машины:",
  bannerLocal: "Войти можно только с этой машины. Открыть для сети:",
  bannerIrc: "Войти клиентом IRC, например irssi, а потом /join #lobby:",
  bannerWeb: "Открыть в браузере:",
  bannerQr: "Или считать телефоном:",
  bannerNoQr: "QR-кода нет: с телефона этот адрес недоступен.",
  bannerTls: "Чат зашифрован (TLS). Кто входит впервые, сверяет отпечаток:",
  bannerPlain: "Чат не зашифрован: его может прочесть любой, кто слушает эту сеть.",
  bannerStop: "Ctrl-C останавливает сервер.",
  passwordWanted: "Этому серверу нужен пароль",
  passwordWrong: "Пароль неверен",
  passwordBusy: "С вашего адреса слишком часто пробовали пароль; повторите через минуту",
  passwordSpent: (limit) => `Отключено: пароль неверен ${ruCount(limit, "раз", "раза", "раз")}`,
  plainNickFirst: "Сначала никнейм, потом команды",
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
  plainDmSent: (to) => `Отправлено лично: ${to}`,
  plainNotSaid:
    "Не отправлено: вас только что убрали из комнаты, для которой это было. Введите ещё раз, чтобы отправить в эту",
  plainRoom: (room) => `Теперь вы в комнате #${room}`,
  plainWho: (room, count, named, others) =>
    `--- В #${room} ${ruCount(count, "человек", "человека", "человек")}: ${named}${
      others > 0 ? ` и ещё ${others}` : ""
    } ---`,
  plainAway: (nick) => `${nick} (нет на месте)`,
  plainRoomRow: (room, count, topic) =>
    `#${room}: ${ruCount(count, "человек", "человека", "человек")}${
      topic === undefined ? "" : `, ${topic}`
    }`,
  plainNoRooms: "Такой комнаты нет",
  plainTopicNow: (topic) => topic === undefined ? "Тема не задана" : `Тема: ${topic}`,
  plainYouAreAway: (text) => `Теперь вас нет на месте: ${text}`,
  plainNotAway: "Вы и так на месте",
  plainBack: "Теперь вы снова на месте",
  plainNoCommand: (name) =>
    `Команды /${name} здесь нет, ничего не сказано. /help покажет команды; //${name} скажет это`,
  plainUsage: (usage) => `Формат: ${usage}`,
  plainCommands: {
    help: "показать команды",
    who: "показать, кто в комнате",
    me: "сказать, что вы делаете",
    msg: "написать лично",
    nick: "сменить никнейм",
    room: "перейти в другую комнату",
    rooms: "показать, какие есть комнаты",
    topic: "показать тему комнаты или задать её; /topic -delete уберёт её",
    away: "сказать, что вы отошли или вернулись",
    quit: "выйти",
  },
  plainArguments: {
    text: "ТЕКСТ",
    direct: "НИК ТЕКСТ",
    nick: "НИК",
    room: "КОМНАТА",
    mask: "МАСКА",
  },
  notUtf8: "Это не текст в UTF-8, ничего не сказано; переключите программу или терминал на UTF-8",
  notHttp: "На этом порту чат, а не HTTP",
  notOther: "На этом порту чат, других протоколов здесь нет",
  notIrc: (port) =>
    port === undefined
      ? "На этом порту нет IRC, и на других тоже; сервер открывает его с --irc-port"
      : `На этом порту нет IRC; для клиентов IRC порт ${port}`,
  plainDm: (nick, text) => `(лично от ${nick}) ${text}`,
  web: {
    malformed: "Это не правильный запрос",
    headTooLarge: (kib, fields) =>
      `Заголовок запроса слишком велик: возможно не больше ${kib} КиБ и ${fields} полей`,
    version: "Сервер понимает только HTTP/1.1",
    otherHost: (name) =>
      `Этот сервер не называется ${name}; оператор может разрешить такое имя: --web-name ${name}`,
    otherOrigin: "К этому серверу может подключиться только его собственная страница",
    method: "Здесь возможны только GET и HEAD",
    body: "Запрос с телом здесь невозможен",
    notWebSocket: "Здесь можно открыть только WebSocket версии 13",
    notFound: "Здесь ничего нет; чат по адресу /",
  },
};
