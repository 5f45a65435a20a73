/** What clients have to know of the server (005). */

import {
  MAX_HISTORY_MESSAGES,
  MAX_NICK_COLUMNS,
  MAX_ROOM_CHARS,
  MAX_TOPIC_BYTES,
} from "../../../protocol/limits.ts";
import { MAX_BANS } from "../../limits.ts";
import {
  MAX_IRC_CHANNELS,
  MAX_IRC_KEY_CHARS,
  MAX_IRC_MODES,
  MAX_IRC_MONITORED,
  MAX_IRC_TARGETS,
  MAX_IRC_USER_CHARS,
  MAX_IRC_WORDS_BYTES,
  MAX_TOKENS_PER_LINE,
} from "./limits.ts";
import { CHANTYPES } from "./nick_and_channel.ts";
import { BOT_MODE } from "./user_modes.ts";

/** The name of the network: one server is the whole of it. */
export const NETWORK = "chat";

/** The tokens, some on each line. */
export const ISUPPORT: readonly (readonly string[])[] = lines([
  "AWAYLEN=" + MAX_IRC_WORDS_BYTES,
  "BOT=" + BOT_MODE,
  "CASEMAPPING=ascii",
  "CHANLIMIT=#:" + MAX_IRC_CHANNELS,
  "CHANMODES=beI,k,l,Cimnst",
  "CHANNELLEN=" + (MAX_ROOM_CHARS + 1),
  "CHANTYPES=" + CHANTYPES,
  "CHATHISTORY=" + MAX_HISTORY_MESSAGES,
  "ELIST=CMNTU",
  "EXCEPTS=e",
  "HOSTLEN=63",
  "INVEX=I",
  "KEYLEN=" + MAX_IRC_KEY_CHARS,
  "KICKLEN=" + MAX_IRC_WORDS_BYTES,
  `MAXLIST=b:${MAX_BANS},e:${MAX_BANS},I:${MAX_BANS}`,
  "MAXTARGETS=" + MAX_IRC_TARGETS,
  "MODES=" + MAX_IRC_MODES,
  "MONITOR=" + MAX_IRC_MONITORED,
  "MSGREFTYPES=msgid,timestamp",
  "NAMELEN=" + MAX_IRC_WORDS_BYTES,
  "NETWORK=" + NETWORK,
  "NICKLEN=" + MAX_NICK_COLUMNS,
  "PREFIX=(ov)@+",
  "SAFELIST",
  "STATUSMSG=@+",
  targmax(),
  "TOPICLEN=" + MAX_TOPIC_BYTES,
  "USERLEN=" + MAX_IRC_USER_CHARS,
  "UTF8ONLY",
  "WHOX",
]);

function targmax(): string {
  const n = MAX_IRC_TARGETS;
  return `TARGMAX=JOIN:,KICK:${n},LIST:,NOTICE:${n},PART:,PRIVMSG:${n},TAGMSG:${n},WHOWAS:${n}`;
}

function lines(tokens: readonly string[]): string[][] {
  const all: string[][] = [];
  for (let at = 0; at < tokens.length; at += MAX_TOKENS_PER_LINE) {
    all.push(tokens.slice(at, at + MAX_TOKENS_PER_LINE));
  }
  return all;
}
