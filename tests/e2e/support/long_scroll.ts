/** A person who scrolls through a whole room, as fast as it comes. */

import type { Tab } from "./browser.ts";

/** What was seen on the way. */
export interface ScrollFigures {
  /** The most messages that the page had at once. */
  readonly rows: number;
  /** By how many pixels, at the most, a row in sight moved that was not scrolled. */
  readonly moved: number;
  /** Pairs of neighbours whose ids do not follow each other. */
  readonly gaps: number;
  /** Id of the message at that end. */
  readonly id: number;
}

/** One step of a person: two screens and a half. */
const STEP_PIXELS = 2_000;

/** Steps in one evaluation: together far less than its deadline. */
const STEPS_AT_ONCE = 20;

/** Scrolls until a message has come in sight: up to it if it is the first, else down. */
export async function scrollTo(tab: Tab, target: number): Promise<ScrollFigures> {
  let seen: ScrollFigures = { rows: 0, moved: 0, gaps: 0, id: -1 };
  // ten times as many steps as it takes when each page comes in time
  for (let left = 10 * Math.ceil(target / STEPS_AT_ONCE) + 1_000; seen.id !== target; left--) {
    if (left === 0) {
      throw new Error(`It does not come to message ${target}: ${JSON.stringify(seen)}`);
    }
    const now = await tab.read<ScrollFigures>(steps(target));
    seen = {
      rows: Math.max(seen.rows, now.rows),
      moved: Math.max(seen.moved, now.moved),
      gaps: seen.gaps + now.gaps,
      id: now.id,
    };
  }
  return seen;
}

function steps(target: number): string {
  return `(async () => {
    const log = document.querySelector(".log");
    const isUp = ${target} === 1;
    const frame = () => new Promise(requestAnimationFrame);
    const idOf = (row) => Number(row.dataset.id);
    const inSight = (rows) => {
      const { top } = log.getBoundingClientRect();
      let [low, high] = [0, rows.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (rows[middle].getBoundingClientRect().top >= top) high = middle;
        else low = middle + 1;
      }
      return rows[low];
    };
    const seen = { rows: 0, moved: 0, gaps: 0, id: -1 };
    for (let step = 0; step < ${STEPS_AT_ONCE}; step++) {
      log.scrollBy(0, isUp ? -${STEP_PIXELS} : ${STEP_PIXELS});
      const rows = [...log.querySelectorAll("article")];
      const row = inSight(rows);
      const at = row.getBoundingClientRect().top;
      // what was asked for because of this comes in one of the next frames, or while the next step is seen
      for (let i = 0; i < 2; i++) {
        await frame();
        const moved = row.isConnected ? Math.abs(row.getBoundingClientRect().top - at) : Infinity;
        seen.moved = Math.max(seen.moved, moved);
      }
      seen.rows = Math.max(seen.rows, rows.length);
      seen.gaps += rows.filter((each, i) => i > 0 && idOf(each) !== idOf(rows[i - 1]) + 1).length;
      const end = isUp ? rows[0] : rows.at(-1);
      const { top, bottom } = end.getBoundingClientRect();
      const box = log.getBoundingClientRect();
      if (idOf(end) === ${target} && top >= box.top - 1 && bottom <= box.bottom + 1) {
        seen.id = ${target};
        break;
      }
    }
    return seen;
  })()`;
}
