/** What the server's own terminal says to the operator. */

import type { AdminPhrases } from "../en/admin.ts";
import { ruOfBytes } from "./plural.ts";

export const admin: AdminPhrases = {
  ready: "Команды этого терминала покажет /help.",
  noServer: (data) => `На папке данных ${data} не запущен сервер; другую укажите в --data`,
  noSocket: (data, why) => `Не обратиться к серверу папки ${data}: ${why}`,
  noPlace: (why) => `Негде создать сокет для chat admin: ${why}`,
  serverGone: "Сервер завершился",
  noUnixSockets: "В Windows нет chat admin: набирайте команды в терминале самого сервера",
  noSuchCommand: (name) => `Нет команды /${name}: все покажет /help`,
  beginWithSlash: "Команда начинается с косой черты; сказать всем: /say ТЕКСТ",
  usage: (usage) => `Формат: ${usage}`,
  noSuchNick: (nick) => `Здесь нет никого с никнеймом «${nick}»`,
  nobody: "Никого нет",
  who: (nick, address, rooms) => `${nick}  ${address}  ${rooms}`,
  kicked: (nick) => `${nick} больше не в чате`,
  banned: (what, until, reason) =>
    `${what}: вход закрыт${until === undefined ? "" : ` до ${until}`}${
      reason === undefined ? "" : ` (${reason})`
    }`,
  absent: (nick) =>
    `сейчас здесь нет никого с никнеймом «${nick}»; никнейм из нескольких слов пишут в кавычках: "ann lee"`,
  neither: (text) => `«${text}» — не никнейм и не адрес: нужно 192.0.2.7 или 10.0.0.0/8`,
  reasonTooLong: (bytes) => `Причина длиннее ${ruOfBytes(bytes)}`,
  bannedWithin: (what, range) => `${what}: вход закрыт вместе с ${range}: /unban ${range}`,
  ownAddress: "эта машина не закрыта, закрыт только никнейм",
  ownMachine: (text) => `${text} — это сама эта машина: ей вход не закрыт`,
  unbanned: (what) => `${what}: вход снова открыт`,
  notBanned: (what) => `${what}: вход и не был закрыт`,
  noBans: "Вход никому не закрыт",
  badTime: (seen) => `Нельзя закрыть вход на «${seen}»: нужно 30m, 2h, 7d или 4w`,
  notWritten: (why) => `Это действует до остановки сервера; сохранить не удалось: ${why}`,
  notSaid: "Не отправлено: сервер не может писать в журнал",
  direct: (nick, text) => `(лично от ${nick}) ${text}`,
  commands: {
    help: "показать это",
    who: "кто здесь, с какого адреса, в каких комнатах",
    kick: "отключить; вернуться можно",
    ban: "закрыть вход никнейму с его адресом или адресам",
    unban: "снова открыть",
    bans: "кому закрыт вход",
    say: "сказать во всех комнатах от имени сервера",
    quit: "остановить сервер",
  },
  args: {
    nick: "НИК",
    target: "НИК|АДРЕС[/БИТЫ]",
    time: "[for 2h]",
    reason: "[ПРИЧИНА]",
    text: "ТЕКСТ",
  },
};
