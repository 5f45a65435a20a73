import node from "node:assert/strict";
import { adapt } from "./adapt.ts";

/** Asserts that both are equal, deeply. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  adapt(() => node.deepStrictEqual(actual, expected), msg);
}

/** Asserts that they are not equal, deeply. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  adapt(() => node.notDeepStrictEqual(actual, expected), msg);
}

/** Asserts that both are the same value (`Object.is`). */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  adapt(() => node.strictEqual(actual, expected), msg);
}

/** Asserts that they are not the same value (`Object.is`). */
export function assertNotStrictEquals<T>(actual: T, expected: T, msg?: string): void {
  adapt(() => node.notStrictEqual(actual, expected), msg);
}

/** An array, typed array or other indexed list. */
export type ArrayLikeArg<T> = ArrayLike<T> & object;

/** Asserts that `actual` has every element of `expected`, in any order. */
export function assertArrayIncludes<T>(
  actual: ArrayLikeArg<T>,
  expected: ArrayLikeArg<T>,
  msg?: string,
): void {
  for (const wanted of Array.from(expected)) {
    const found = Array.from(actual).some((item) => isEqual(item, wanted));
    if (!found) adapt(() => node.deepStrictEqual(actual, expected), msg);
  }
}

function isEqual(a: unknown, b: unknown): boolean {
  try {
    node.deepStrictEqual(a, b);
    return true;
  } catch {
    return false; // the answer, not a fault
  }
}
