/**
 * The page in a browser: gives the parts what the browser has, and shows them.
 *
 * This folder (`client/web`) knows a browser and the link. It knows neither Deno nor a terminal.
 *
 * @module
 */

import { effect, signal } from "@preact/signals-core";
import { render } from "preact";
import type { PagePhrases } from "../../i18n/en/page.ts";
import { checkRoom } from "../../protocol/names.ts";
import { HIDDEN_FLUSH_MS } from "../limits.ts";
import { BROWSER_CLOCK } from "./browser_clock.ts";
import { changedKey, pageStorage } from "./browser_storage.ts";
import { Memory } from "./memory.ts";
import { Page } from "./page.ts";
import { pageIcon, pageTitle } from "./page_title.ts";
import { randomToken } from "./random_token.ts";
import { App } from "./views/app.tsx";
import { webSocketDial } from "./web_socket_dial.ts";

const language = navigator.languages.find((each) => /^(?:en|ru)\b/i.test(each)) ?? "en";
const lang = document.documentElement.lang = language.slice(0, 2).toLowerCase();
// each language is a file of its own: nobody needs two
const file = `./${lang}.js`;
const { page: say }: { page: PagePhrases } = await import(file);

const clock = BROWSER_CLOCK;
const shared = pageStorage(() => localStorage);
const memory = new Memory({
  tab: pageStorage(() => sessionStorage),
  shared,
  now: clock.date,
  newId: () => randomToken(8),
});
const isVisible = signal(!document.hidden);
/** The newest connection. */
let socket: WebSocket | undefined;
// a page on an address without TLS may not notify, whatever it asks
const notifies = isSecureContext && "Notification" in globalThis
  ? signal(shared.get("notify") === "yes" && Notification.permission === "granted")
  : undefined;

const page = new Page({
  locale: language,
  say,
  dial: webSocketDial({ open: () => socket = new WebSocket("ws"), isPrivate: isSecureContext }),
  clock,
  random: Math.random,
  memory,
  secret: randomToken(16),
  room: roomOfAddress(),
  isVisible,
  soon,
  notify: (title, body) => {
    if (notifies?.value !== true) return;
    const notification = new Notification(title, { body, tag: title });
    notification.onclick = () => focus();
  },
});

/** Runs before the next frame, or a little later where there are no frames. */
function soon(run: () => void): void {
  const once = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    run();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, HIDDEN_FLUSH_MS);
}

/** The room behind the `#` of the address. */
function roomOfAddress(): string | undefined {
  try {
    const room = checkRoom(decodeURIComponent(location.hash.slice(1)));
    return room.ok ? room.value : undefined;
  } catch {
    return undefined; // not an encoded name
  }
}

async function toggleNotify(): Promise<void> {
  if (notifies === undefined) return;
  const isWanted = !notifies.value && await Notification.requestPermission() === "granted";
  notifies.value = isWanted;
  shared.set("notify", isWanted ? "yes" : "no");
}

document.onvisibilitychange = () => {
  isVisible.value = !document.hidden;
  page.looked();
  if (isVisible.value) page.retry();
};
// who follows a link has left, though Chromium keeps the page and its WebSocket for the way back
onpagehide = () => socket?.close();
ononline = () => page.retry();
onstorage = (event) => {
  const key = changedKey(event);
  if (key !== undefined) page.storageChanged(key);
};
onhashchange = () => {
  const room = roomOfAddress();
  if (room !== undefined) page.enterRoom(room);
};
effect(() => {
  const name = page.rooms.current.value?.name;
  const waiting = page.rooms.waiting.value;
  document.title = pageTitle(name, waiting);
  document.querySelector<HTMLLinkElement>("link[rel=icon]")!.href = pageIcon(waiting);
  const hash = `#${encodeURIComponent(name ?? "")}`;
  // some browsers refuse what is done often
  if (name !== undefined && location.hash !== hash) history.replaceState(null, "", hash);
});

const { lastNick } = memory;
render(
  <App page={page} lastNick={lastNick} switches={{ notifies, toggleNotify }} />,
  document.getElementById("page")!,
);
page.start();
