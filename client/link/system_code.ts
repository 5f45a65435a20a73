/** The system's own codes for its errors. Pure. */

/** The code of an error (POSIX), or of what has caused it; `undefined` where the system gave none. */
export function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as Error & { readonly code?: unknown };
  return typeof code === "string" && /^E[A-Z]+$/.test(code) ? code : systemCodeOf(error.cause);
}

/** The code as a field that is absent where there is none. */
export function withSystemCode(error: unknown): { readonly systemCode?: string } {
  const systemCode = systemCodeOf(error);
  return systemCode === undefined ? {} : { systemCode };
}
