/** The message of anything that was thrown. Runs in a browser too. */

/**
 * The message of an error, or the text of another value that was thrown. Deno's advice to use one of its
 * flags is left out: users of this program have no such flags.
 */
export function messageOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { name, message } = cause;
  return name === "NotCapable" ? message.replace(DENO_ADVICE, "") : message;
}

/** The advice of `deno run`, and that of a compiled program. */
const DENO_ADVICE = /, (?:run again with|specify the required permissions during) .*$/s;
