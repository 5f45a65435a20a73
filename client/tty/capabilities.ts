/**
 * What a terminal can do, as the environment tells.
 *
 * @module
 */
import type { Depth } from "./style.ts";

/** What is known about the terminal before anything is written to it. */
export interface TerminalFacts {
  /** The value of `TERM`. */
  readonly term?: string | undefined;
  /** The value of `NO_COLOR`. Any text but the empty one turns colours off (no-color.org). */
  readonly noColor?: string | undefined;
  /** Whether the system is Windows: its consoles set no `TERM`. */
  readonly windows?: boolean;
}

/**
 * Which rows a terminal wraps again when it becomes narrower: none, all, or all above the cursor's row
 * and perhaps that row.
 */
export type Reflow = "none" | "above" | "all";

/** What a terminal understands. */
export interface Capabilities {
  /** It cannot move the cursor: it gets plain lines, one after the other. */
  readonly dumb: boolean;
  /** How many colours it has; 0 means plain text only. */
  readonly depth: Depth;
  /** Which rows it wraps again when the window becomes narrower. */
  readonly reflow: Reflow;
}

/** Names of terminals that wrap every row again, the cursor's too. Many others say `xterm`. */
const REFLOW_ALL = /^(tmux|screen-|alacritty|foot|wezterm)/;

/** Names of terminals with 16 colours or fewer. They never wrap rows again. */
const OLD = /^(linux|vt\d|ansi|cons25|rxvt$|screen$|.*-(16color|mono|color)$)/;

/** What a terminal with these facts can do. One with an unknown name counts as a modern terminal. */
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
