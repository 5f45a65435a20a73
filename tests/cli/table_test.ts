import { assertEquals } from "@std/assert";
import { text, toggle } from "../../cli/option_kinds.ts";
import { type CommandLine, variableOf, wordOf } from "../../cli/table.ts";

const WORDS = {
  about: "Try it",
  args: { file: "what to try" },
  flags: { fast: "try it at once" },
  examples: { once: "only once" },
};

/** A command whose words are complete. */
const TRY = {
  name: "chat try",
  words: () => WORDS,
  args: { file: text("file") },
  flags: { fast: toggle() },
  examples: { once: "chat try it" },
} as const satisfies CommandLine<typeof WORDS>;

Deno.test("CommandLine wants words for every argument, option and example, and all that have words", () => {
  const { args, flags, examples } = TRY;
  const wrong: CommandLine<typeof WORDS>[] = [
    // @ts-expect-error: an argument without words
    { ...TRY, args: { ...args, more: text("more") } as const },
    // @ts-expect-error: an option without words
    { ...TRY, flags: { ...flags, slow: toggle() } as const },
    // @ts-expect-error: an example without words
    { ...TRY, examples: { ...examples, twice: "chat try it again" } as const },
    // @ts-expect-error: words for an option that there is not
    { ...TRY, flags: {} },
    // @ts-expect-error: words for an example that there is not
    { ...TRY, examples: {} },
  ];
  assertEquals(wrong.length, 5); // the compiler has checked them
});

Deno.test("wordOf is the word by which a command is called", () => {
  assertEquals(wordOf(TRY), "try");
});

Deno.test("variableOf is the variable that sets an option", () => {
  assertEquals(variableOf("log-format"), "CHAT_LOG_FORMAT");
});
