/** `chat join` as a script runs it. */

import { type JoinParts, linkOf } from "../parts.ts";
import { runPipe } from "./pipe.ts";

/** Sends what comes in, prints what arrives; whether the server has it all. */
export async function joinAsScript(
  parts: JoinParts,
  { json, follow }: { readonly json: boolean; readonly follow: boolean },
): Promise<boolean> {
  const { io, session, phrases, stopped } = parts;
  return await runPipe({
    input: io.input.readable,
    print: io.print,
    warn: (text) => io.warn(`${text}\n`),
    stopped,
    clock: io.clock,
    phrases,
    session,
    makeLink: (options) => linkOf(parts, options),
    json,
    follow,
  });
}
