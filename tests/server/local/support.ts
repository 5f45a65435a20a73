/** What the tests of the log share. */

/** A folder of its own, gone at the end. */
export async function tempFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ prefix: "chat-log-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** For logs of which nothing is to be said. */
export function failOnWarning(message: string): never {
  throw new Error(`Unexpected warning: ${message}`);
}
