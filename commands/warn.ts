/** Standard error of the main thread. */

import type { Phrases } from "../i18n/phrases.ts";
import { standardError } from "../runtime/lossy_writer.ts";

/** The sentences of the language in which something was said. */
let spoken: Phrases | undefined;

const STDERR = standardError((lines) =>
  spoken === undefined ? "\n" : `${spoken.general.linesDropped(lines)}\n`
);

/** Says something to the user, in the language of `phrases`. A line feed follows it. */
export function warn(text: string, phrases: Phrases): void {
  spoken = phrases;
  STDERR.write(`${text}\n`);
}

/** Ends a line of the terminal, such as that of its ^C. */
export function endLine(): void {
  STDERR.write("\n");
}

/** Resolves when all is said, or cannot be. */
export async function warned(): Promise<void> {
  await STDERR.drained();
}
