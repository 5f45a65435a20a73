import { AssertionError } from "./assertion_error.ts";

/** Asserts `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  check(actual > expected, actual, ">", expected, msg);
}

/** Asserts `actual >= expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  check(actual >= expected, actual, ">=", expected, msg);
}

/** Asserts `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  check(actual < expected, actual, "<", expected, msg);
}

/** Asserts `actual <= expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  check(actual <= expected, actual, "<=", expected, msg);
}

function check(ok: boolean, a: unknown, sign: string, b: unknown, msg = ""): void {
  if (ok) return;
  throw new AssertionError(msg || `Expect ${Deno.inspect(a)} ${sign} ${Deno.inspect(b)}`);
}
