/** Comings and goings as lines. Pure. */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { MAX_PRESENCE_ROWS } from "../limits.ts";
import type { PresenceFrame } from "../link/events.ts";
import { oneLine } from "../stdio/text_lines.ts";
import { isolate } from "../tty/bidi.ts";
import { wrapLine } from "../tty/lines.ts";
import { FAINT, type Line, span } from "../tty/style.ts";
import { mostThatFit } from "./render.ts";
import { clockOf, MARGIN } from "./render.ts";

/** Somebody's coming or going, of which there is nothing more to say. */
type Passing = Extract<PresenceFrame, { type: "joined" | "left" }>;

/** Whether two things that happened one after the other can be told in one sentence. */
export function belongTogether(one: PresenceFrame, other: PresenceFrame): boolean {
  return isPassing(one) && isPassing(other) && one.type === other.type &&
    clockOf(one.ts) === clockOf(other.ts);
}

function isPassing(frame: PresenceFrame): frame is Passing {
  if (frame.type === "joined") return true;
  return frame.type === "left" && frame.reason === undefined && frame.by === undefined;
}

/** What happened in the room; of several frames each belongs together with the one before it. */
export function renderPresence(
  frames: readonly [PresenceFrame, ...PresenceFrame[]],
  { say, columns }: { readonly say: ScreenPhrases; readonly columns: number },
): readonly Line[] {
  const lines = (named: number) => {
    const words = `${clockOf(frames[0].ts)} ${presenceWords(frames, named, say)}`;
    return wrapLine([span(words, FAINT)], columns, { indent: MARGIN });
  };
  return lines(mostThatFit(frames.length, (named) => lines(named).length <= MAX_PRESENCE_ROWS));
}

function presenceWords(
  frames: readonly [PresenceFrame, ...PresenceFrame[]],
  named: number,
  say: ScreenPhrases,
): string {
  const [frame] = frames;
  const nick = shown(frame.nick);
  const nicks = frames.slice(0, named).map((each) => shown(each.nick)).join(", ");
  const untold = frames.filter(isPassing).reduce((sum, each) => sum + (each.others ?? 0), 0);
  const count = frames.length + untold;
  const others = count - named;
  switch (frame.type) {
    case "joined":
      return `→ ${say.joined(nicks, others, count)}`;
    case "left": {
      const gone = frame.by === undefined
        ? say.left(nicks, others, count)
        : say.sentOut(nick, shown(frame.by));
      return `← ${frame.reason ? `${gone}: ${shown(frame.reason)}` : gone}`;
    }
    case "renamed":
      return `= ${say.renamed(nick, shown(frame.to))}`;
    case "topic": {
      const topic = shown(frame.topic);
      return `# ${topic === "" ? say.topicGone(nick) : say.topic(nick, topic)}`;
    }
  }
}

function shown(text: string): string {
  return isolate(oneLine(text));
}
