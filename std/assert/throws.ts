import { AssertionError } from "./assertion_error.ts";

// deno-lint-ignore no-explicit-any
type ErrorClass<E extends Error> = new (...args: any[]) => E;

/** Asserts that `fn` throws; returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Asserts that `fn` throws this class, with this text in its message; returns the error. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(fn: () => unknown, ...rest: Wanted): unknown {
  try {
    fn();
  } catch (error) {
    return accept(error, "thrown", rest);
  }
  throw new AssertionError(`Expected function to throw${suffix(rest)}`);
}

/** Asserts that the promise which `fn` returns rejects; resolves to what it rejected with. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Asserts that it rejects with this class, with this text in its message; resolves to the error. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  ...rest: Wanted
): Promise<unknown> {
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch (cause) {
    const message = `Function throws when expected to reject${suffix(rest)}`;
    throw new AssertionError(message, { cause });
  }
  try {
    await promise;
  } catch (error) {
    return accept(error, "rejected", rest);
  }
  throw new AssertionError(`Expected function to reject${suffix(rest)}`);
}

type Wanted = [
  classOrMsg?: ErrorClass<Error> | string,
  msgIncludes?: string,
  msg?: string,
];

function suffix([classOrMsg, , msg]: Wanted): string {
  const text = typeof classOrMsg === "string" ? classOrMsg : msg;
  return text ? `: ${text}` : ".";
}

function accept(error: unknown, how: string, wanted: Wanted): unknown {
  const [Wanted, includes] = wanted;
  if (typeof Wanted !== "function") return error;
  if (!(error instanceof Error)) {
    throw new AssertionError(`A non-Error object was ${how}${suffix(wanted)}`);
  }
  if (!(error instanceof Wanted)) {
    throw new AssertionError(
      `Expected error to be instance of "${Wanted.name}", but was "${
        (error as Error).constructor.name
      }"` +
        suffix(wanted),
      { cause: error },
    );
  }
  if (includes && !error.message.includes(includes)) {
    throw new AssertionError(
      `Expected error message to include ${JSON.stringify(includes)}, ` +
        `but got ${JSON.stringify(error.message)}${suffix(wanted)}`,
      { cause: error },
    );
  }
  return error;
}
