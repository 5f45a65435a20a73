/** Folders that only their owner may read. */

import { exists } from "@std/fs";

/**
 * Makes a folder that only its owner may read. A folder that exists stays as it is.
 *
 * @throws {Error} the system's error, when the folder cannot be made.
 */
export async function ensurePrivateFolder(path: string): Promise<void> {
  if (await exists(path, { isDirectory: true })) return;
  await Deno.mkdir(path, { recursive: true });
  if (Deno.build.os !== "windows") await Deno.chmod(path, 0o700);
  await syncFolder(`${path}/..`);
}

/** Makes the entries of a folder durable: a new file must be there after a power cut. */
export async function syncFolder(path: string): Promise<void> {
  try {
    using folder = await Deno.open(path, { read: true });
    await folder.sync();
  } catch {
    // Windows cannot open a folder, and writes its entries to the disk by itself
  }
}
