/** A tab that is not looked at, in a browser that saves its strength as people's browsers do. */

import type { LaunchOptions } from "puppeteer-core";
import type { Tab } from "./browser.ts";

/** Puppeteer switches off what a browser does to hidden tabs; with this it stays on. */
export const REAL_THROTTLING: Partial<LaunchOptions> = {
  ignoreDefaultArgs: [
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
  ],
};

/** How often {@linkcode countTicks} wants to count. */
const TICK_MS = 100;

/** Counts in the page how often a timer runs, from now on. */
export async function countTicks(tab: Tab): Promise<void> {
  await tab.read(`void (globalThis.ticks = 0, setInterval(() => globalThis.ticks++, ${TICK_MS}))`);
}

/** How often it has run, and how often it had wanted to. */
export async function ticks(tab: Tab): Promise<{ readonly ran: number; readonly wanted: number }> {
  const [ran = 0, ms = 0] = await tab.read<number[]>("[globalThis.ticks, performance.now()]");
  return { ran, wanted: ms / TICK_MS };
}

/** Notes from now on when each message came through the WebSocket, and when its row was there. */
export async function noteArrivals(tab: Tab): Promise<void> {
  await tab.page.evaluateOnNewDocument(`(() => {
    const { set, ...rest } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
    let came = 0;
    globalThis.arrivals = {};
    Object.defineProperty(WebSocket.prototype, "onmessage", {
      ...rest,
      set(handler) {
        set.call(this, (event) => {
          came = performance.now();
          handler.call(this, event);
        });
      },
    });
    new MutationObserver((records) => {
      for (const { addedNodes } of records) {
        for (const { tagName, dataset } of addedNodes) {
          if (tagName !== "ARTICLE") continue;
          const shown = performance.now();
          globalThis.arrivals[dataset.id] = { came: performance.timeOrigin + came, ms: shown - came };
        }
      }
    }).observe(document, { childList: true, subtree: true });
  })()`);
}

/** When a message came, in milliseconds since 1970, and after how many its row was there. */
export async function arrival(tab: Tab, id: number): Promise<{ came: number; ms: number }> {
  await tab.until(`message ${id}`, `globalThis.arrivals[${id}] !== undefined`);
  return await tab.read(`globalThis.arrivals[${id}]`);
}
