/** What a `/` at the beginning of a line means, in the terminal, in the page and at the plain door. */

/** A line that was read: a command with what stands behind it, or a text. */
export type SlashLine =
  | { readonly kind: "command"; readonly name: string; readonly rest: string }
  | { readonly kind: "text"; readonly text: string };

/** A word right behind the slash, without another slash: `/etc/passwd` is a path. */
const COMMAND = /^\/([^\s/*][^\s/]*)(?:\s+([^]*))?$/;

/**
 * Reads a line. `/word` begins a command, whatever the letter case; `//word` is the text `/word`. A
 * comment of pasted code has a space or a star behind its slashes and stays as it is.
 */
export function readSlash(line: string): SlashLine {
  const [, name, rest = ""] = COMMAND.exec(line) ?? [];
  if (name !== undefined) return { kind: "command", name: name.toLowerCase(), rest };
  return { kind: "text", text: /^\/\/\S/.test(line) ? line.slice(1) : line };
}

/** What is typed in place of a topic to remove it, as in irssi and WeeChat. */
export const REMOVE_TOPIC = "-delete";

/** The topic that a typed text sets; an empty one removes it. */
export function topicOfTyped(text: string): string {
  return text.trim().toLowerCase() === REMOVE_TOPIC ? "" : text;
}
