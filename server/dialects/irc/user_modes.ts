/** Programs that say of themselves that they are none of the people (IRCv3 bot-mode). */

import type { Person } from "./server.ts";

/** The user mode of a program, and its letter among the flags of WHO. */
export const BOT_MODE = "B";

/** The user mode of someone whose program answers no questions. */
export const UNASKED_MODE = "T";

/** The modes that someone can have, as letters. */
export const USER_MODES = `${BOT_MODE}${UNASKED_MODE}iow`;

/** The tag of what a program says. */
export const BOT_TAG = "bot";

/** Whether someone has said that they are a program. */
export function isBot({ modes }: Pick<Person, "modes">): boolean {
  return modes.has(BOT_MODE);
}
