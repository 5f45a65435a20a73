import type { PromptPhrases } from "../../../client/tty/prompt.ts";

/** The sentences around the input, in words that tests can tell apart. */
export const PHRASES: PromptPhrases = {
  lines: (count) => `${count} lines, Enter sends, Esc discards`,
  height: (lines, most) => `${lines} of ${most} lines`,
  size: (bytes, most) => `${bytes} of ${most} bytes`,
  search: (query) => `(search '${query}') `,
};
