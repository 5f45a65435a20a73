/** Folders that only their owner may read. */

import { exists } from "@std/fs/exists";

/**
 * Makes a folder that only its owner may read. A folder that exists stays as it is.
 *
 * @throws {Error} the system's error, when the folder cannot be made.
 */
export async function ensurePrivateFolder(path: string): Promise<void> {
  if (await exists(path, { isDirectory: true })) return;
  await Deno.mkdir(path, { recursive: true });
  if (Deno.build.os !== "windows") await Deno.chmod(path, 0o700);
  await syncFolder(`${path}/..`).catch(() => {
    // the folder above may be out of bounds for this process
  });
}

/** Not supported: some file systems sync no folders, and keep their entries by themselves. */
const UNSUPPORTED = ["EINVAL", "ENOTSUP", "EBADF"];

/**
 * Makes a folder's entries durable: a new file, or a removal, must outlive a power cut too. Does
 * nothing where the system keeps entries by itself, as Windows does.
 *
 * @throws {Error} what the system says, when it fails.
 */
export async function syncFolder(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using folder = await Deno.open(path, { read: true });
  try {
    await folder.sync();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (!UNSUPPORTED.includes(String(code))) throw cause;
  }
}
