/** User modes, among them that of bots (IRCv3 bot-mode). */

import type { Person } from "./server.ts";

/** The user mode of a bot, and its letter among the flags of WHO. */
export const BOT_MODE = "B";

/** The user mode of a client that takes no CTCP other than `/me`. */
export const NO_CTCP_MODE = "T";

/** All user modes, as letters. */
export const USER_MODES = `${BOT_MODE}${NO_CTCP_MODE}iow`;

/** The tag of what a bot says. */
export const BOT_TAG = "bot";

/** Whether a client has said that it is a bot. */
export function isBot({ modes }: Pick<Person, "modes">): boolean {
  return modes.has(BOT_MODE);
}
