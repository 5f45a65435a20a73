/** The words of whatever was thrown. Runs in a browser too. */

/**
 * What an error says, or a value that was thrown in its place. Of a missing permission Deno also says
 * which of its own flags would give it: users of this program have no such flag.
 */
export function messageOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { name, message } = cause;
  return name === "NotCapable" ? message.replace(DENO_ADVICE, "") : message;
}

/** As `deno run` gives it, and as a compiled program does. */
const DENO_ADVICE = /, (?:run again with|specify the required permissions during) .*$/s;
