/** How a client of the native dialect speaks, through whatever door. */

import type { Speech } from "./dialect_suite.ts";

let cids = 0;
const lines = (...frames: object[]) => frames.map((frame) => `${JSON.stringify(frame)}\n`).join("");

export const NATIVE_SPEECH: Omit<Speech, "open"> = {
  enter: (nick) => lines({ type: "hello", v: 1, nick }),
  say: (text) => lines({ type: "say", cid: `c${++cids}`, text }),
  heard: (received) =>
    received.split("\n").filter((line) => line !== "").flatMap((line) => {
      const { type, nick, text } = JSON.parse(line);
      return type === "msg" ? [`${nick}: ${text}`] : type === "dm" ? [`${nick}> ${text}`] : [];
    }),
  refusal: (code, message) => lines({ type: "error", code, message }),
  cut: (code, message) => lines({ type: "error", code, message }),
  farewell: lines({ type: "shutdown", message: "The server is shutting down" }),
  notSaved: /"code":"not_saved"/,
};

/** The same in a session that may be in several rooms. */
export const NATIVE_ROOMS_SPEECH: Omit<Speech, "open"> = {
  ...NATIVE_SPEECH,
  enter: (nick) => lines({ type: "hello", v: 1, nick, rooms: true }),
  say: (text) => lines({ type: "say", room: "lobby", cid: `c${++cids}`, text }),
};
