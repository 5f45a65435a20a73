/** Errors of the system, as a disk reports them. */

/** The error of a system call, as Deno throws it. */
export function osError(code: string): Error {
  return Object.assign(new Error(`${code} (made by a test)`), { code });
}
