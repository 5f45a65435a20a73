import node from "node:assert/strict";
import { adapt } from "./adapt.ts";
import { AssertionError } from "./assertion_error.ts";

/** Asserts that `actual` matches the pattern. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  adapt(() => node.match(actual, expected), msg);
}

/** Asserts that `actual` does not match the pattern. */
export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void {
  adapt(() => node.doesNotMatch(actual, expected), msg);
}

/** Asserts that `actual` contains `expected`. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (actual.includes(expected)) return;
  const suffix = msg ? `: ${msg}` : ".";
  throw new AssertionError(`Expected actual: "${actual}" to contain: "${expected}"${suffix}`);
}
