/** What a person who reads sees: whether the rows stay where they are. */

import type { Tab } from "./browser.ts";

/** Messages on the page. */
export async function rowCount(tab: Tab): Promise<number> {
  return await tab.read(`document.querySelectorAll("article").length`);
}

/** Resolves when the page has drawn what it has to draw. */
export async function drawn(tab: Tab): Promise<void> {
  await tab.read(
    `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(0))))`,
  );
}

/**
 * Scrolls the log (to `pixels` below the top of what is loaded) and from then on looks in each frame where
 * the first row in sight stands.
 */
export async function readAt(tab: Tab, pixels: number): Promise<void> {
  await tab.read(`(() => {
    const log = document.querySelector(".log");
    log.scrollTop = ${pixels} - (log.scrollHeight - log.clientHeight);
    const { top } = log.getBoundingClientRect();
    const row = [...log.querySelectorAll("article")]
      .find((each) => each.getBoundingClientRect().top >= top);
    const at = row.getBoundingClientRect().top;
    const held = globalThis.held = { moved: 0 };
    const look = () => {
      if (globalThis.held !== held) return;
      const now = row.isConnected ? row.getBoundingClientRect().top : Infinity;
      held.moved = Math.max(held.moved, Math.abs(now - at));
      requestAnimationFrame(look);
    };
    look();
  })()`);
  // the page has heard of it
  await drawn(tab);
}

/** By how many pixels, at the most, that row has moved since. */
export async function movedPixels(tab: Tab): Promise<number> {
  await drawn(tab);
  return await tab.read("globalThis.held.moved");
}

/** True in the page when the log is at its end: heights are not whole pixels. */
export const IS_AT_END = `Math.abs(document.querySelector(".log").scrollTop) <= 1`;

/** Id of the message before which the line "New messages" stands. */
export async function markedId(tab: Tab): Promise<number | undefined> {
  const ids = await tab.read<string[]>(
    `[...document.querySelectorAll(".marker")].map((line) => line.nextElementSibling.dataset.id)`,
  );
  if (ids.length > 1) throw new Error(`There are ${ids.length} markers, before ${ids}`);
  return ids[0] === undefined ? undefined : Number(ids[0]);
}
