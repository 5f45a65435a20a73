/** What the server's own terminal says to the operator. */

import type { AdminPhrases } from "../en/admin.ts";

export const admin: AdminPhrases = {
  ready: "Команды этого терминала покажет /help.",
  noSuchCommand: (name) => `Нет команды /${name}: все покажет /help`,
  beginWithSlash: "Команда начинается с косой черты; сказать всем: /say ТЕКСТ",
  usage: (usage) => `Формат: ${usage}`,
  noSuchNick: (nick) => `Здесь нет никого с никнеймом «${nick}»`,
  nobody: "Никого нет",
  who: (nick, address, rooms) => `${nick}  ${address}  ${rooms}`,
  kicked: (nick) => `${nick} больше не в чате`,
  banned: (what, until) =>
    until === undefined ? `${what}: вход закрыт` : `${what}: вход закрыт до ${until}`,
  ownAddress: "эта машина не закрыта, закрыт только никнейм",
  unbanned: (what) => `${what}: вход снова открыт`,
  notBanned: (what) => `${what}: вход и не был закрыт`,
  noBans: "Вход никому не закрыт",
  badTime: (seen) => `Нельзя закрыть вход на «${seen}»: нужно 30m, 2h, 7d или 4w`,
  notWritten: (why) => `Это до остановки сервера, записать не удалось: ${why}`,
  notSaid: "Не отправлено: сервер не может писать в журнал",
  direct: (nick, text) => `(лично от ${nick}) ${text}`,
  youAreBanned: (until) =>
    until === undefined
      ? "Вам закрыт вход на этот сервер"
      : `Вам закрыт вход на этот сервер до ${until}`,
  commands: {
    help: "показать это",
    who: "кто здесь, с какого адреса, в каких комнатах",
    kick: "отключить; вернуться можно",
    ban: "закрыть вход никнейму с его адресом или адресу",
    unban: "снова открыть",
    bans: "кому закрыт вход",
    say: "сказать во всех комнатах от имени сервера",
    quit: "остановить сервер",
  },
  args: { nick: "НИК", target: "НИК|АДРЕС", time: "[for 2h]", text: "ТЕКСТ" },
};
