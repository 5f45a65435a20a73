/** A doubt about the clock, kept in a file: it outlives the server, and a restart is no confirmation. */

import { FileError, readOwnFile } from "../../../runtime/private_file.ts";
import { MAX_PRIVATE_FILE_BYTES } from "../../limits.ts";
import type { Doubt } from "./trusted_clock.ts";

/** Reads the doubt at `path`; `undefined` when there is none that can be read. */
export async function readDoubt(path: string): Promise<Doubt | undefined> {
  let text: string;
  try {
    text = await readOwnFile(path, MAX_PRIVATE_FILE_BYTES) ?? "";
  } catch (cause) {
    if (cause instanceof FileError && cause.code !== "not_a_file") return undefined;
    throw cause;
  }
  const [, clock = "", known = ""] =
    /^{"clock":"(\S{20,27})","known":"(\S{20,27})"}\n$/.exec(text) ?? [];
  const doubt = { clockMs: Date.parse(clock), knownMs: Date.parse(known) };
  return Number.isNaN(doubt.clockMs + doubt.knownMs) ? undefined : doubt;
}

/** Writes the doubt to `path`, or removes the file when there is none any more. */
export async function writeDoubt(path: string, doubt: Doubt | undefined): Promise<void> {
  if (doubt === undefined) {
    await Deno.remove(path).catch((cause) => {
      if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    });
    return;
  }
  const time = (ms: number) => new Date(ms).toISOString();
  const text = JSON.stringify({ clock: time(doubt.clockMs), known: time(doubt.knownMs) });
  await Deno.writeTextFile(path, `${text}\n`, { mode: 0o600 });
}
