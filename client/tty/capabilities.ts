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
  /** The values of other variables: many terminals have the same `TERM`, and tell by these who they are. */
  readonly env?: (name: string) => string | undefined;
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
  /** How many colours it has, or may be shown. */
  readonly depth: Depth;
  /** Which rows it wraps again when the window becomes narrower. */
  readonly reflow: Reflow;
}

/** Names of terminals that wrap every row again, the cursor's too. */
const REFLOW_ALL = /^(tmux|alacritty|foot|wezterm)/;

/** Names of terminals that wrap rows again, but not all. */
const REFLOW_ABOVE = /^(xterm-kitty|xterm-ghostty|vte|gnome|konsole|iterm)/;

/** Variables of terminals that call themselves `xterm` and wrap rows again, as xterm does not. */
const XTERM_REFLOWS = ["VTE_VERSION", "KONSOLE_VERSION", "WT_SESSION"];

/** Variables of editors with a terminal inside: it wraps no rows again, and inherits the variables of the one outside. */
const EDITORS = ["NVIM", "VIM_TERMINAL", "INSIDE_EMACS"];

/** Values of `TERM_PROGRAM` of such terminals. */
const REFLOWING_PROGRAM = /^(iTerm\.app|Apple_Terminal|WezTerm|ghostty|vscode)$/;

/** Names of terminals with 16 colours or fewer. They never wrap rows again. */
const OLD = /^(linux|vt\d|ansi|cons25|rxvt$|screen$|.*-(16color|mono|color)$)/;

/** What a terminal with these facts can do. One with an unknown name counts as a modern terminal. */
export function capabilities(facts: TerminalFacts): Capabilities {
  const term = facts.term ?? "";
  const dumb = term === "dumb" || (term === "" && facts.windows !== true);
  const old = OLD.test(term);
  const colourless = dumb || (facts.noColor ?? "") !== "";
  return { dumb, depth: colourless ? 0 : old ? 16 : 256, reflow: reflowOf(term, facts) };
}

/**
 * What is not known counts as not wrapping rows again, as xterm, PuTTY and GNU screen do: if that is
 * wrong, rows of the input are left over. The other mistake would erase messages.
 */
function reflowOf(term: string, { windows, env = () => undefined }: TerminalFacts): Reflow {
  if (term === "") return windows === true ? "above" : "none";
  if (REFLOW_ALL.test(term)) return "all";
  if (REFLOW_ABOVE.test(term)) return "above";
  const isSet = (name: string) => (env(name) ?? "") !== "";
  if (EDITORS.some(isSet) && !isSet("TMUX")) return "none";
  // tmux may call itself screen; STY is the variable of GNU screen, in which tmux may run, or which in tmux
  if (/^screen/.test(term)) return isSet("TMUX") && !isSet("STY") ? "all" : "none";
  // programs started in xterm inherit its variable, xterm inherits those of others
  if (!/^xterm/.test(term) || isSet("XTERM_VERSION")) return "none";
  if (env("TERM_PROGRAM") === "tmux") return "all";
  const known = XTERM_REFLOWS.some(isSet) || REFLOWING_PROGRAM.test(env("TERM_PROGRAM") ?? "");
  return known ? "above" : "none";
}
