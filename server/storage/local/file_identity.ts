/** Which file a path leads to: another program may have removed, replaced or cut the one that is open. */

/** What tells one file from another, and how long it is. */
export interface FileIdentity {
  readonly dev: number;
  /** `null` where the system has no such number. */
  readonly ino: number | null;
  /** How many bytes it has. */
  readonly size: number;
}

/**
 * The file or folder that a path leads to; `undefined` when it leads to none that this process may use.
 *
 * @throws {Error} the system's error, when that cannot be found out.
 */
export async function identityOf(path: string): Promise<FileIdentity | undefined> {
  try {
    const { dev, ino, size } = await Deno.stat(path);
    return { dev, ino, size };
  } catch (cause) {
    const { NotFound, NotADirectory, NotCapable } = Deno.errors;
    const isGone = [NotFound, NotADirectory, NotCapable].some((kind) => cause instanceof kind);
    if (isGone) return undefined;
    throw cause;
  }
}

/** Whether both are the same file. */
export function isSameFile(a: FileIdentity | undefined, b: FileIdentity | undefined): boolean {
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}
