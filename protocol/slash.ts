/** What a `/` at the beginning of a line means, in the terminal and at the plain door. */

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
