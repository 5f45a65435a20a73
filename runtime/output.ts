/** Standard output and standard error. */

/** Prints to standard output, at once: data for programs. */
export function print(text: string): void {
  writeAll(Deno.stdout, text);
}

/** Prints to standard error, at once: words for people. */
export function warn(text: string): void {
  writeAll(Deno.stderr, text);
}

function writeAll(to: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += to.writeSync(bytes.subarray(at));
}
