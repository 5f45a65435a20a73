/** What the server's own terminal says to whoever runs the server. */

export const en = {
  ready: "Type /help for what can be done here.",
  noSuchCommand: (name: string) => `There is no command /${name}: /help shows all`,
  beginWithSlash: "A command begins with a slash; to speak to everyone: /say TEXT",
  usage: (usage: string) => `It is typed like this: ${usage}`,
  noSuchNick: (nick: string) => `Nobody here is called "${nick}"`,
  nobody: "Nobody is here",
  who: (nick: string, address: string, rooms: string) => `${nick}  ${address}  ${rooms}`,
  kicked: (nick: string) => `${nick} was sent away`,
  kickReason: "by whoever runs the server",
  banned: (what: string, until: string | undefined) =>
    until === undefined ? `${what}: banned` : `${what}: banned until ${until}`,
  ownAddress: "this machine is not banned, only the nickname is",
  unbanned: (what: string) => `${what}: no longer banned`,
  notBanned: (what: string) => `${what} is not banned`,
  noBans: "Nobody is banned",
  badTime: (seen: string) => `Cannot ban for "${seen}": 30m, 2h, 7d or 4w is wanted`,
  notWritten: (why: string) => `This holds until the server stops, but is not written down: ${why}`,
  notSaid: "That was not said: the server cannot write its log",
  direct: (nick: string, text: string) => `(${nick} to you alone) ${text}`,
  /** To those who are kept out. */
  youAreBanned: (until: string | undefined) =>
    until === undefined
      ? "You are banned from this server"
      : `You are banned from this server until ${until}`,
  commands: {
    help: "show this",
    who: "who is here, from where, in which rooms",
    kick: "send someone away; they can come back",
    ban: "keep a nickname and its address out, or an address",
    unban: "let them in again",
    bans: "who is kept out",
    say: "say something in every room, as the server",
    quit: "stop the server",
  },
  args: { nick: "NICK", target: "NICK|ADDRESS", time: "[for 2h]", text: "TEXT" },
};

/** These sentences in one language. */
export type AdminPhrases = typeof en;

export const ru: AdminPhrases = {
  ready: "Что здесь можно сделать, покажет /help.",
  noSuchCommand: (name) => `Нет команды /${name}: все покажет /help`,
  beginWithSlash: "Команда начинается с косой черты; сказать всем: /say ТЕКСТ",
  usage: (usage) => `Набирают так: ${usage}`,
  noSuchNick: (nick) => `Здесь нет никого с никнеймом «${nick}»`,
  nobody: "Никого нет",
  who: (nick, address, rooms) => `${nick}  ${address}  ${rooms}`,
  kicked: (nick) => `${nick}: отключён`,
  kickReason: "так решил тот, кто держит сервер",
  banned: (what, until) =>
    until === undefined ? `${what}: вход закрыт` : `${what}: вход закрыт до ${until}`,
  ownAddress: "эта машина не закрыта, закрыт только никнейм",
  unbanned: (what) => `${what}: вход снова открыт`,
  notBanned: (what) => `${what}: вход и не был закрыт`,
  noBans: "Вход никому не закрыт",
  badTime: (seen) => `Нельзя закрыть вход на «${seen}»: нужно 30m, 2h, 7d или 4w`,
  notWritten: (why) => `Это до остановки сервера, записать не удалось: ${why}`,
  notSaid: "Это не сказано: сервер не может писать в журнал",
  direct: (nick, text) => `(${nick} только вам) ${text}`,
  youAreBanned: (until) =>
    until === undefined
      ? "Вам закрыт вход на этот сервер"
      : `Вам закрыт вход на этот сервер до ${until}`,
  commands: {
    help: "показать это",
    who: "кто здесь, откуда, в каких комнатах",
    kick: "отключить; вернуться можно",
    ban: "закрыть вход никнейму с его адресом или адресу",
    unban: "снова открыть",
    bans: "кому закрыт вход",
    say: "сказать во всех комнатах от имени сервера",
    quit: "остановить сервер",
  },
  args: { nick: "НИК", target: "НИК|АДРЕС", time: "[for 2h]", text: "ТЕКСТ" },
};
