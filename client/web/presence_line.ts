/** Who came and went since the last message, as one line instead of many. Pure. */

import type { PresenceFrame } from "../link/events.ts";

/** What has happened to people since the last message. */
export interface PresenceLine {
  readonly came: readonly string[];
  readonly left: readonly string[];
  /** Who came and left again. */
  readonly cameAndLeft: readonly string[];
  /** More people who came, of whom only the number is known. */
  readonly moreCame: number;
  readonly moreLeft: number;
}

/** Nothing has happened. */
export const NOBODY_MOVED: PresenceLine = {
  came: [],
  left: [],
  cameAndLeft: [],
  moreCame: 0,
  moreLeft: 0,
};

/** Adds one event. `undefined` when it is no coming or going. */
export function fold(line: PresenceLine, frame: PresenceFrame): PresenceLine | undefined {
  if (frame.type === "joined") {
    const { nick, others = 0 } = frame;
    const left = without(line.left, nick);
    const cameAndLeft = without(line.cameAndLeft, nick);
    // who left and is back has done nothing
    const isBack = left.length < line.left.length;
    return {
      ...line,
      left,
      cameAndLeft,
      came: isBack ? line.came : [...without(line.came, nick), nick],
      moreCame: line.moreCame + others,
    };
  }
  if (frame.type !== "left" || frame.by !== undefined || frame.reason !== undefined) {
    return undefined;
  }
  const { nick, others = 0 } = frame;
  const came = without(line.came, nick);
  const moreLeft = line.moreLeft + others;
  if (came.length < line.came.length) {
    return { ...line, came, moreLeft, cameAndLeft: [...line.cameAndLeft, nick] };
  }
  return { ...line, moreLeft, left: [...without(line.left, nick), nick] };
}

/** Whether there is nothing to tell. */
export function isEmpty({ came, left, cameAndLeft, moreCame, moreLeft }: PresenceLine): boolean {
  return came.length + left.length + cameAndLeft.length + moreCame + moreLeft === 0;
}

function without(nicks: readonly string[], nick: string): string[] {
  return nicks.filter((each) => each !== nick);
}
