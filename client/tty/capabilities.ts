/**
 * What a terminal can do, judged by the environment.
 *
 * @module
 */
import type { Depth } from "./style.ts";

/** What is known about the terminal before anything is written to it. */
export interface TerminalFacts {
  /** The value of `TERM`. */
  readonly term?: string | undefined;
  /** The value of `NO_COLOR`; any text but the empty one turns colours off (no-color.org). */
  readonly noColor?: string | undefined;
  /** Whether the system is Windows, whose consoles set no `TERM`. */
  readonly windows?: boolean;
}

/**
 * Which rows a terminal breaks anew when it becomes narrower: none, all, or those above the cursor
 * for sure and the cursor's own perhaps.
 */
export type Reflow = "none" | "above" | "all";

/** What may be sent to a terminal. */
export interface Capabilities {
  /** It cannot move the cursor: only plain lines, one after the other. */
  readonly dumb: boolean;
  /** How many colours; 0 means no look but the plain one. */
  readonly depth: Depth;
  /** What becomes of rows that are too long when the window gets narrower. */
  readonly reflow: Reflow;
}

/** Names of terminals that break every row anew, the cursor's too; many others say `xterm`. */
const REFLOW_ALL = /^(tmux|screen-|alacritty|foot|wezterm)/;

/** Names under which terminals of 16 colours or fewer are known, and which never break lines anew. */
const OLD = /^(linux|vt\d|ansi|cons25|rxvt$|screen$|.*-(16color|mono|color)$)/;

/** What a terminal with these facts can do. An unknown name is taken for a present-day terminal. */
export function capabilities(facts: TerminalFacts): Capabilities {
  const term = facts.term ?? "";
  const dumb = term === "dumb" || (term === "" && facts.windows !== true);
  const old = OLD.test(term);
  const plain = dumb || (facts.noColor ?? "") !== "";
  return { dumb, depth: plain ? 0 : old ? 16 : 256, reflow: reflowOf(term, old) };
}

function reflowOf(term: string, old: boolean): Reflow {
  if (old) return "none";
  return REFLOW_ALL.test(term) ? "all" : "above";
}
