/** Commands as they stand in the documents, for a shell in which they are run. */

import { chatCommand, ROOT } from "./command.ts";

/** The commands of all `sh` blocks of a document, without what is said about them. */
export function commandsIn(markdown: string): string[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .map((line) => line.replace(/ +# .*$/, "").trim())
    .filter((line) => line !== "");
}

/** Beginnings of commands, named in a text. */
const NAMES = ["chat join", "chat admin", "deno task chat", "npx -y deno@2.9.6"];

/** The commands within lines of text and tables: pieces of code that begin with a program of ours. */
export function commandsAmong(markdown: string): string[] {
  const text = markdown.replace(/^```.*?^```/gms, "");
  return [...text.matchAll(/`([^`\n]+)`/g)]
    .map(([, code = ""]) => code.replaceAll("\\|", "|"))
    .filter((code) => /^(chat|deno task|npx|nc|echo) [^<…]*$/.test(code))
    // neither a beginning of one nor one with a place for something
    .filter((code) => !NAMES.includes(code) && !/ [A-Z]+\b/.test(code));
}

/**
 * Puts `chat`, `npx` and `deno` into a folder for PATH, as someone has them who follows a document:
 * all of them run what is tested here.
 */
export async function writePrograms(folder: string): Promise<void> {
  const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(" ");
  const write = (name: string, script: string) =>
    Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  await write("chat", `exec ${quoted(chatCommand())} "$@"`);
  await write("deno", `cd '${ROOT}' && exec '${Deno.execPath()}' "$@"`);
  await write("npx", `[ "$1" = -y ] && shift 2\nexec deno "$@"`);
}
