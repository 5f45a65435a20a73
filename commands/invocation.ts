/** How `main.ts` calls a command. */

import type { Language } from "../i18n/phrases.ts";

/** What was typed, and where. */
export interface Invocation {
  /** The words behind that of the command. */
  readonly args: readonly string[];
  /** The language to answer in, unless the command line names another. */
  readonly language: Language;
  /** Ends the process at once. */
  readonly exit: (code: number) => never;
}

/** A command. Resolves with the exit code. */
export type Command = (invocation: Invocation) => Promise<number>;
