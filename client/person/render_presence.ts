/** Comings and goings as lines. Pure. */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { MAX_PRESENCE_ROWS } from "../limits.ts";
import type { PresenceFrame } from "../link/events.ts";
import { oneLine } from "../stdio/text_lines.ts";
import { isolate } from "../tty/bidi.ts";
import { wrapLine } from "../tty/lines.ts";
import { FAINT, span, type StyledLine } from "../tty/style.ts";
import { clockOf, MARGIN } from "./margin.ts";
import { mostThatFit } from "./render_names.ts";

/** Somebody has joined or left, and there is nothing more to say about it. */
type JoinOrLeave = Extract<PresenceFrame, { type: "joined" | "left" }>;

/** Whether two events, one right after the other, can be told in one sentence. */
export function belongTogether(one: PresenceFrame, other: PresenceFrame): boolean {
  return isJoinOrLeave(one) && isJoinOrLeave(other) && one.type === other.type &&
    clockOf(one.ts) === clockOf(other.ts);
}

function isJoinOrLeave(frame: PresenceFrame): frame is JoinOrLeave {
  if (frame.type === "joined") return true;
  return frame.type === "left" && frame.reason === undefined && frame.by === undefined;
}

/** One event, or several that belong together, each with the one before it. */
export function renderPresence(
  frames: readonly [PresenceFrame, ...PresenceFrame[]],
  { say, columns }: { readonly say: ScreenPhrases; readonly columns: number },
): readonly StyledLine[] {
  const lines = (named: number) => {
    const words = `${clockOf(frames[0].ts)} ${presenceText(frames, named, say)}`;
    return wrapLine([span(words, FAINT)], columns, { indent: MARGIN });
  };
  return lines(mostThatFit(frames.length, (named) => lines(named).length <= MAX_PRESENCE_ROWS));
}

function presenceText(
  frames: readonly [PresenceFrame, ...PresenceFrame[]],
  named: number,
  say: ScreenPhrases,
): string {
  const [frame] = frames;
  const nick = shown(frame.nick);
  const nicks = frames.slice(0, named).map((each) => shown(each.nick)).join(", ");
  const untold = frames.filter(isJoinOrLeave).reduce((sum, each) => sum + (each.others ?? 0), 0);
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
