/** What plain members are sent of a room: prose, in the language of the server. */

import type { ServerPhrases } from "../../i18n/en/server.ts";
import { CONTINUATION, type MsgFrame } from "../../protocol/frames.ts";
import type { Encoding } from "../chat/member.ts";
import type { Stored } from "../storage/journal.ts";

/** What a plain member is sent of a room, in the language of the server. */
export function plainEncoding(phrases: ServerPhrases): Encoding {
  return {
    render: ({ event }) => {
      switch (event.type) {
        case "msg":
          return sayLines(event);
        case "joined":
          return `${phrases.plainJoined(event.nick, event.others ?? 0)}\n`;
        case "left":
          return `${phrases.plainLeft(event.nick, event.others ?? 0)}\n`;
        case "renamed":
          return `${phrases.plainRenamed(event.nick, event.to)}\n`;
        case "topic":
          return `${phrases.plainTopic(event.nick, event.topic)}\n`;
      }
    },
    // the sender sees its own text already: it has typed it
    echoes: () => false,
  };
}

/** What was said in a room before somebody came in, with times. */
export function pastLines(history: readonly Stored<MsgFrame>[], phrases: ServerPhrases): string {
  if (history.length === 0) return `${phrases.plainNoHistory}\n`;
  const lines = history.map(({ event }) => `[${localTime(event.ts)}] ${sayLines(event)}`);
  return `${phrases.plainHistory(history.length)}\n${lines.join("")}${phrases.plainHistoryEnd}\n`;
}

/** A text whose lines after the first are marked: nobody else can have said them. */
export function marked(text: string): string {
  return text.replaceAll("\n", `\n${CONTINUATION}`);
}

/** A message as a plain member sees it. */
function sayLines({ nick, text, action }: MsgFrame): string {
  return action ? `* ${nick} ${marked(text)}\n` : `${nick}: ${marked(text)}\n`;
}

/** `ts` in the server's time zone, as `2026-11-23 14:05:09`. */
function localTime(ts: string): string {
  // Swedish writes dates the way ISO 8601 does
  return new Date(ts).toLocaleString("sv-SE");
}
