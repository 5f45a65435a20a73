import type { PromptWords } from "../../../client/tty/prompt.ts";

/** What is said around the input, in words that tests can tell apart. */
export const WORDS: PromptWords = {
  lines: (count) => `${count} lines, Enter sends, Esc discards`,
  height: (lines, most) => `${lines} of ${most} lines`,
  size: (bytes, most) => `${bytes} of ${most} bytes`,
  search: (query) => `(search '${query}') `,
};
