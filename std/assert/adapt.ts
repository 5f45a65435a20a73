import { AssertionError } from "./assertion_error.ts";

/** Runs a check of `node:assert` and throws its finding as this package's error. */
export function adapt(check: () => void, msg: string | undefined): void {
  try {
    check();
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new AssertionError(msg ? `${msg}: ${found}` : found, { cause });
  }
}
