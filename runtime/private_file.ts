/** Small files for their owner alone: secrets, and decisions that must outlive a crash. */

/**
 * Writes `text` to `path` so that it is there whole or not at all, readable for its owner alone.
 *
 * @throws {Error} what the system says, when it cannot be written.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  const draft = `${path}.new`;
  {
    using file = await Deno.open(draft, { write: true, create: true, truncate: true, mode: 0o600 });
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    await file.sync();
  }
  await Deno.rename(draft, path);
}

/**
 * What `path` holds; `undefined` when it is not there.
 *
 * @throws {Error} what the system says, when it cannot be read.
 */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw cause;
  }
}

/** Whether others than the owner may read `path`; false where the system knows no such thing. */
export async function isOpenToOthers(path: string): Promise<boolean> {
  const { mode } = await Deno.stat(path);
  return mode !== null && (mode & 0o077) !== 0;
}
