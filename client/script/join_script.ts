/** `chat join` as a script runs it. */

import { type JoinContext, makeLink } from "../join_context.ts";
import { type PipeOptions, runPipe } from "./pipe.ts";

/** Sends the input and prints what arrives. Resolves with whether the server has all of the input. */
export async function joinAsScript(
  context: JoinContext,
  flags: Pick<PipeOptions, "json" | "frames" | "follow">,
): Promise<boolean> {
  const { system, session, phrases, stopped } = context;
  return await runPipe({
    input: system.input.readable,
    print: system.print,
    warn: (text) => system.warn(`${text}\n`),
    stopped,
    clock: system.clock,
    phrases,
    session,
    makeLink: (options) => makeLink(context, options),
    json: flags.json,
    frames: flags.frames,
    typed: system.typed && !flags.json && !flags.frames,
    follow: flags.follow,
  });
}
