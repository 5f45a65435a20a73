/** What the screen of a user says. */

import type { ScreenPhrases } from "../en/screen.ts";
import { ruCount, ruForm, ruMessages, ruOfBytes, ruOfMessages } from "./plural.ts";

export const screen: ScreenPhrases = {
  prompt: {
    lines: (count) =>
      `${ruCount(count, "строка", "строки", "строк")}, одно сообщение: Enter отправит, Esc отменит`,
    height: (lines, most) => `${lines} из ${ruCount(most, "строки", "строк", "строк")}`,
    size: (bytes, most) => `${bytes} из ${ruOfBytes(most)}`,
    search: (query) => `(поиск «${query}») `,
  },
  commandHelp: {
    help: "показать команды или одну из них",
    room: "перейти в комнату или войти в неё; без имени: ваши комнаты",
    part: "выйти из комнаты",
    list: "показать комнаты сервера",
    topic: "показать тему комнаты или задать её; /topic -delete уберёт её",
    who: "показать, кто здесь",
    me: "сказать, что вы делаете: /me машет рукой",
    msg: "сказать что-то одному человеку; это не сохраняется",
    query: "перейти к личному разговору",
    r: "ответить на последнее личное сообщение",
    nick: "взять другой никнейм",
    away: "сказать другим, что вас нет; без текста: что вы вернулись",
    ignore: "скрыть всё от кого-то или вернуть; без имени: показать, кто скрыт",
    quiet: "скрыть входы и выходы в этой комнате или вернуть их",
    history: "показать более ранние сообщения или сегодняшние",
    pager: "показать сказанное раньше в вашей программе просмотра ($PAGER)",
    search: 'найти в комнате сообщения со всеми этими словами; "в кавычках" — как есть',
    mentions: "найти, где вас звали, во всех ваших комнатах",
    around: "показать сказанное рядом с найденным: /around 3",
    more: "показать ещё найденное или свёрнутое сообщение целиком, начиная с последнего",
    resend: "отправить то, что в прошлый раз не ушло",
    forget: "забыть то, что в прошлый раз не ушло",
    clear: "очистить экран",
    server: "показать ваши серверы; назвать этот для chat join",
    quit: "выйти",
  },
  argNames: {
    person: "НИК",
    nick: "НИК",
    room: "КОМНАТА",
    text: "ТЕКСТ",
    reason: "ТЕКСТ",
    like: "ИМЯ",
    count: "ЧИСЛО|today",
    number: "ЧИСЛО",
    command: "КОМАНДА",
    verb: "save|forget",
    name: "ИМЯ",
  },
  hints: {
    whois: "Кто здесь, покажет /who",
    invite: "Комнаты открыты: сообщите через /msg команду /room и имя комнаты",
    q: "/quit завершает чат, /query НИК открывает личный разговор",
    leave: "Из комнаты выходят командой /part",
    close: "Из комнаты и из разговора выходят командой /part",
    notice: "Личное сообщение: /msg НИК ТЕКСТ",
    connect: "На другой сервер: chat join АДРЕС ПОРТ",
    back: "/away без текста скажет, что вы вернулись",
    unignore: "Ещё раз /ignore НИК — и он снова виден",
    window: "В другую комнату — Alt-1…Alt-9 или /room ИМЯ",
    buffer: "В другую комнату — Alt-1…Alt-9 или /room ИМЯ",
  },
  servers: (list) => `Ваши серверы: ${list}`,
  noServers: "Серверов у вас ещё нет",
  serverSaved: (name) => `Сохранено, теперь можно: chat join ${name}`,
  serverForgotten: (name) => `Имя ${name} убрано`,
  noSuchServer: (name) => `Сервера с именем ${name} нет`,
  nothingKept: "Негде хранить: нет домашней папки",
  nickPrompt: "Никнейм: ",
  day: (ms) => new Intl.DateTimeFormat("ru-RU", { dateStyle: "full" }).format(ms),
  connecting: (address) => `Соединяемся с ${address} …`,
  loading: "Загружаем пропущенное …",
  tryingIn: (seconds) => `Новая попытка через ${seconds} с`,
  tryingNow: "Пробуем снова …",
  waiting: (count) => `(${ruForm(count, "ждёт", "ждут", "ждут")} ${count})`,
  paced: (rate, count, seconds) =>
    `Сервер берёт у каждого ${ruMessages(rate)} в секунду: ` +
    `${ruForm(count, "ждёт", "ждут", "ждут")} ${count}, ещё ${seconds} с`,
  waitFor: (why, seconds) => `${why} (на ${seconds} с)`,
  stalled: "База данных сервера не отвечает: сказанное появится, когда она ответит",
  otherServers: (list) =>
    `Другие серверы этого чата: ${list}. В следующий раз chat join перейдёт туда сам`,
  lostConnection: (why) => `${why}. Всё набранное сохранится и уйдёт позже`,
  entered: (nick, room) => `Вы ${nick} в ${room}. Команды покажет /help`,
  enteredNext: (nick, room) => `Вы ${nick} в ${room}`,
  newRoom: (room) => `${room} — новая комната: здесь никого нет, и ничего не сказано`,
  sameRoom: (room) => `Вы уже в ${room}`,
  sameNick: (nick) => `Вы уже ${nick}`,
  enterAgain: (word) => `Для выхода введите ${word} ещё раз; с пробелом впереди слово уйдёт в чат`,
  here: (count) => `Здесь (${count}):`,
  andMore: (count) => `и ещё ${count}`,
  andMoreHere: (count) => `и ещё ${count}: всех покажет /who`,
  plainServer: "Это старый сервер: он ничего не подтверждает, и у него нет /who, /msg, " +
    "/nick, /room и /history",
  backAgain: "Снова на связи",
  nothingMissed: "Снова на связи, ничего не пропущено",
  missed: (count) => `Снова на связи, пропущено ${ruMessages(count)}, всё загружено`,
  skipped: (count, loaded) =>
    `Снова на связи, пропущено ${ruMessages(count + loaded)}: загружены последние ${loaded}, ` +
    `ещё ${count} нет`,
  uncertain: (count) =>
    `Снова на связи, загружено ${ruMessages(count)}; были ли ещё, этот сервер не говорит`,
  dayAndTime: (ms) =>
    new Intl.DateTimeFormat("ru", {
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
    }).format(ms),
  newSince: (count, when) =>
    `${ruCount(count, "новое", "новых", "новых")}${when === undefined ? "" : ` с ${when}`}`,
  newestOf: (shown, left) =>
    shown > 0
      ? `здесь ${shown === 1 ? "последнее" : `последние ${shown}`}, ` +
        `остальные покажет /history ${left}`
      : `${ruForm(left, "его", "их", "их")} покажет /history ${left}`,
  skippedUpTo: (most) => `до этого пропущено не больше ${ruOfMessages(most)}: их покажет /history`,
  skippedUnknown: "здесь могли быть ещё сообщения: их покажет /history",
  people: (count) => `здесь ${count}`,
  privateTalk: "лично, не хранится",
  youAreAway: "вас нет",
  awayInList: "нет на месте",
  youAreNotAway: "Вы и так на месте",
  youAreAwayNow: (text) => `Вас нет на месте: ${text}`,
  youAreBack: "Вы вернулись",
  isAway: (nick, text) => text === "" ? `${nick}: нет на месте` : `${nick}: нет на месте (${text})`,
  isBack: (nick) => `${nick}: снова на месте`,
  topicIs: (topic) => `Тема: ${topic}`,
  noTopic: "Темы нет; её задаст /topic ТЕКСТ",
  noRooms: "Таких комнат нет",
  roomCount: (count) => ruCount(count, "человек", "человека", "человек"),
  nothingFound: (room) =>
    room === undefined ? "Ничего не найдено" : `В комнате ${room} ничего не найдено`,
  foundMore: (count) =>
    `Пока найдено ${count}: старые покажет /more, сказанное рядом — /around ЧИСЛО`,
  foundAll: (count) => `Найдено ${ruMessages(count)}; сказанное рядом покажет /around ЧИСЛО`,
  onlyIgnored: "Всё это написали те, кого вы скрыли",
  notFound: (number) => `Среди найденного нет номера ${number}`,
  notLetIn: (room, why) => `В ${room} больше не пускают: ${why}`,
  leftRoom: (room) => `Вы вышли из ${room}`,
  removedFrom: (room, by, reason) =>
    `${by} убирает вас из ${room}${reason === "" ? "" : `: ${reason}`}`,
  notUtf8: "Это не текст в UTF-8: настройте терминал на UTF-8",
  notSaidRemoved: (room) => `Не сказано: вас только что убрали из ${room}. Enter — сказать здесь`,
  inNoRoom: "Вы ни в одной комнате: войти можно командой /room ИМЯ",
  notThere: (room) => `Вас нет в ${room}`,
  talksNotKept: "Личные разговоры не хранятся: больше, чем видно, здесь нет",
  onlyTwo: (nick) => `Это личный разговор: вы и ${nick}, больше никого`,
  noRoomHere: "Это личный разговор, а не комната: в комнату ведёт /room ИМЯ",
  talksNotSearched: "Личные разговоры не хранятся, искать в них нельзя",
  noReply: "Личных сообщений вам ещё не было",
  quietNow: "Входы и выходы в этой комнате скрыты; /quiet вернёт их",
  quietNoMore: "Входы и выходы в этой комнате видны",
  ignored: (nicks) => `Скрыто всё от ${nicks}`,
  ignoredNow: (nick) => `Теперь скрыто всё от ${nick}; та же команда вернёт`,
  ignoredNoMore: (nick) => `${nick}: снова видно`,
  nobodyIgnored: "Видно всех; скрыть кого-то можно командой /ignore НИК",
  noPrograms: "Другую программу отсюда не запустить; сказанное раньше покажет /history",
  pressKey: "Терминал не отвечает: нажмите любую клавишу",
  programFailed: (command, code) => `Программа ${command} завершилась с кодом ${code}.`,
  programKilled: (command, signal) => `Программу ${command} завершил ${signal}.`,
  programMissing: (command, variable) =>
    `Программу ${command} запустить нельзя; другую назовёт переменная ${variable}`,
  programRefused: (command, why) => `Программу ${command} запустить нельзя: ${why}.`,
  notEdited: "Текст остался прежним",
  editedKept: (path) => `Для сообщения это слишком длинно или не текст; написанное лежит в ${path}`,
  reset: (room) => `Журнал ${room} другой: он начат заново`,
  joined: (nick, others, count) =>
    `${others > 0 ? `${nick} и ещё ${others}` : nick} ${count > 1 ? "входят" : "входит"}`,
  left: (nick, others, count) =>
    `${others > 0 ? `${nick} и ещё ${others}` : nick} ${count > 1 ? "выходят" : "выходит"}`,
  sentOut: (nick, by) => `${by} убирает ${nick} из комнаты`,
  renamed: (nick, to) => `${nick} теперь ${to}`,
  topic: (nick, topic) => `${nick} задаёт тему: ${topic}`,
  topicGone: (nick) => `${nick} снимает тему`,
  dmFrom: "лично от ",
  dmTo: "лично для ",
  folded: (rows) => `… ещё ${ruCount(rows, "строка", "строки", "строк")}: /more`,
  nothingFolded: "Больше ничего не свёрнуто",
  older: (count) =>
    `${
      ruCount(count, "более раннее сообщение", "более ранних сообщения", "более ранних сообщений")
    }:`,
  olderEnd: "до этого места",
  noOlder: "Более ранних сообщений нет",
  cacheBegins: "Последние сообщения отсюда, как их помнит эта машина:",
  notHere: "У этого сервера такого нет",
  notNow: "Нет связи: повторите, когда она вернётся",
  askedAgain: (commands) =>
    `Ответа на ${commands} не было: когда связь вернётся, вопрос будет задан снова`,
  notAnswered: (commands) => `Ответа на ${commands} не было: введите ещё раз`,
  outboxFull: "Отправки ждёт уже слишком много сообщений",
  tooMuchPasted: (bytes) =>
    `Вставлено слишком много, вставка отброшена: в сообщении не больше ${ruOfBytes(bytes)}`,
  notSent: (why, text) => `Не отправлено (${why}): ${text}`,
  notSentKept: (why) => `Не отправлено: ${why}. Текст снова в строке ввода`,
  leftUnsent: (count) => `Не отправлено ${ruMessages(count)}:`,
  offeredNext: "При следующем запуске это можно будет отправить",
  offered: (count) =>
    `В прошлый раз не ушло ${ruMessages(count)}; /resend отправит, /forget забудет:`,
  nothingOffered: "С прошлого раза неотправленного не осталось",
  forgotten: (count) => `Неотправленное забыто: ${ruMessages(count)}`,
  skippedLines: (count) =>
    `… ${
      ruCount(count, "строка не показана", "строки не показаны", "строк не показано")
    }: слишком быстро`,
  draft: "Вы набирали:",
  enterLeaves: "Выход: Enter",
  cleared: "Строка очищена: Ctrl-Y или стрелка вверх вернёт её. Ещё раз Ctrl-C — выход",
  suspended: "Остановлено: продолжит fg. Если приглашения нет, нажмите Ctrl-Z ещё раз",
  over: (why) => `${why}. На этом всё`,
  noSuchCommand: (name) => `Нет команды /${name}: все покажет /help, а //${name} отправит /${name}`,
  commandUsage: (usage) => `Формат: ${usage}`,
  alsoTyped: (words) => `иначе ${words}`,
  helpEnd: "Alt-a ведёт туда, где вас зовут или есть новое, Alt-1 … Alt-9 — в ваши комнаты, " +
    "Tab дополняет никнеймы, комнаты и команды, стрелка вверх возвращает отправленное, Alt-Enter " +
    "начинает новую строку, Alt-e открывает текст в вашем редакторе ($EDITOR), Ctrl-C очищает строку или выходит, Ctrl-Z останавливает до fg, " +
    "//текст отправит /текст.",
};
