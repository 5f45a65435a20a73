/** Standard output and standard error. */

/** Writes data for programs to standard output. Returns when it is written. */
export function print(text: string): void {
  writeAll(Deno.stdout, text);
}

/** Writes words for people to standard error. Returns when they are written. */
export function warn(text: string): void {
  writeAll(Deno.stderr, text);
}

function writeAll(to: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += to.writeSync(bytes.subarray(at));
}
