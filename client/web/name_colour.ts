/** The colour of a nickname: the same of twelve as on a terminal. Pure. */

import { colourOf, NAME_COLOURS } from "../tty/palette.ts";

/** The number of the colour; the style sheet has one for light and one for dark. */
export function nameColour(nick: string): number {
  return NAME_COLOURS.indexOf(colourOf(nick.toLowerCase()));
}
