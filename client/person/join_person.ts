/** `chat join` as a person runs it: a chat in a terminal. */

import { addressOf } from "../../protocol/host.ts";
import { type JoinContext, makeLink } from "../join_context.ts";
import { MAX_MISSED_MESSAGES, NEWEST_MISSED_MESSAGES } from "../limits.ts";
import type { LinkEvent } from "../link/events.ts";
import type { Link, LinkOptions } from "../link/link.ts";
import { capabilities, type TerminalFacts } from "../tty/capabilities.ts";
import type { Notification } from "../tty/osc.ts";
import { DeferredWarnings } from "./deferred_warnings.ts";
import { LocalState } from "./local_state.ts";
import type { ModeOptions } from "./mode.ts";
import { runScreen } from "./screen_mode.ts";

/** The options of a person's screen. */
interface PersonFlags {
  readonly "no-color": boolean;
  readonly "no-bell": boolean;
  readonly highlight: string | undefined;
  readonly notify: Notification | undefined;
  readonly cache: string | undefined;
}

/** Shows the chat until it is over. Resolves with whether the user ended it. */
export async function joinAsPerson(context: JoinContext, flags: PersonFlags): Promise<boolean> {
  const { system, session, phrases, host, port, stopped } = context;
  const { clock, input, print, terminal, programs, env, os } = system;
  const warnings = new DeferredWarnings(system.warn, phrases.reasons);
  try {
    await using state = await LocalState.open(context, flags.cache, warnings);
    warnings.hold();
    return await runTerminal({
      clock,
      phrases,
      session,
      makeLink: ({ emit, catchUp }) => makeLink(context, { emit: state.reporting(emit), catchUp }),
      watch: (event) => state.watch(event),
      cached: state.cached,
      recovered: state.recovered,
      serverList: state.serverList,
      typed: state.typed,
      keepsUnsent: state.keepsUnsent,
      stopped,
      input,
      print,
      terminal,
      programs,
      facts: {
        term: env("TERM"),
        noColor: flags["no-color"] ? "1" : env("NO_COLOR"),
        windows: os === "windows",
        env,
      },
      bell: !flags["no-bell"],
      highlight: (flags.highlight ?? "").split(",").map((word) => word.trim()).filter((word) =>
        word !== ""
      ),
      notify: flags.notify,
      ignored: state.ignored,
      quiet: state.quiet,
      address: addressOf(host, port),
    }) === 0;
  } finally {
    warnings.release();
  }
}

/** What runs in a terminal. */
export interface TerminalOptions extends Omit<ModeOptions, "connect"> {
  /** What the environment says about the terminal. */
  readonly facts: TerminalFacts;
  readonly makeLink: (options: Pick<LinkOptions, "emit" | "catchUp">) => Link;
  /** Gets every event before it is shown. */
  readonly watch: (event: LinkEvent) => void;
}

/** Runs until the user leaves. Resolves with 0, or with 1 where the chat ended by itself. */
export async function runTerminal(options: TerminalOptions): Promise<number> {
  const able = capabilities(options.facts);
  const mode: ModeOptions = {
    ...options,
    connect: (show) => {
      const emit = (event: LinkEvent) => {
        options.watch(event);
        show(event);
      };
      const catchUp = { most: MAX_MISSED_MESSAGES, newest: NEWEST_MISSED_MESSAGES };
      return options.makeLink({ emit, catchUp });
    },
  };
  if (!able.dumb) return await runScreen(mode, able);
  const { runLines } = await import("./line_mode.ts");
  return await runLines(mode);
}
