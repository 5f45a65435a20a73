/** Folders for their owner alone. */

import { ensureDir, exists } from "@std/fs";

/**
 * Makes a folder for its owner alone; one that is there already stays as it is.
 *
 * @throws {Error} what the system says, when it cannot be made.
 */
export async function ensurePrivateDir(path: string): Promise<void> {
  if (await exists(path, { isDirectory: true })) return;
  await ensureDir(path);
  if (Deno.build.os !== "windows") await Deno.chmod(path, 0o700);
  await syncFolder(`${path}/..`);
}

/** Makes a folder's new entries durable, where the system can: a file must outlive a power cut too. */
export async function syncFolder(path: string): Promise<void> {
  try {
    using folder = await Deno.open(path, { read: true });
    await folder.sync();
  } catch {
    // Windows opens no folders and writes their entries through by itself
  }
}
