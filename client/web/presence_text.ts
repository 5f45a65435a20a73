/** Sentences about people. Pure. */

import type { PagePhrases } from "../../i18n/en/page.ts";
import { MAX_PRESENCE_NAMES } from "../limits.ts";
import type { PresenceFrame } from "../link/events.ts";
import type { PresenceLine } from "./presence_line.ts";

/** What happened, as a sentence; `undefined` where it needs none. */
export function presenceText(line: PresenceLine, say: PagePhrases): string;
export function presenceText(frame: PresenceFrame, say: PagePhrases): string | undefined;
export function presenceText(
  what: PresenceLine | PresenceFrame,
  say: PagePhrases,
): string | undefined {
  if ("came" in what) return lineText(what, say);
  switch (what.type) {
    case "renamed":
      return say.renamed(what.nick, what.to);
    case "topic":
      // the answer to a question is no news
      if (what.old === true) return undefined;
      return what.topic === "" ? say.topicRemoved(what.nick) : say.topicSet(what.nick, what.topic);
    case "left":
      return what.by === undefined
        ? say.leftBecause(what.nick, what.reason ?? "")
        : say.removed(what.nick, what.by, what.reason ?? "");
    case "joined":
      return say.came(what.nick);
  }
}

function lineText(line: PresenceLine, say: PagePhrases): string {
  return [
    part(line.came, line.moreCame, say, say.came),
    part(line.left, line.moreLeft, say, say.left),
    part(line.cameAndLeft, 0, say, say.cameAndLeft),
  ].filter((text) => text !== "").join(" · ");
}

function part(
  nicks: readonly string[],
  others: number,
  say: PagePhrases,
  sentence: (names: string) => string,
): string {
  const named = nicks.slice(0, MAX_PRESENCE_NAMES);
  const more = nicks.length - named.length + others;
  if (named.length + more === 0) return "";
  return sentence(named.join(", ") + (more > 0 ? say.more(more) : ""));
}
