/** The random name of a room's log, in a small file beside it: a copy keeps the name, a new log has another. */

import { readPrivateFile, replacePrivateFile } from "../../../runtime/private_file.ts";

/** The file, in the folder of the room. */
export const LOG_NAME_FILE = "log-name";

/** The longest file that is a name. */
const MAX_NAME_FILE_BYTES = 64;

/**
 * The name of the log in `folder`; it gets one when it has none.
 *
 * @throws {Error} the system's error, when the name cannot be read or written.
 */
export async function logName(folder: string): Promise<string> {
  const path = `${folder}/${LOG_NAME_FILE}`;
  const name = (await readPrivateFile(path, MAX_NAME_FILE_BYTES))?.trim();
  if (name !== undefined && /^[\w-]{8,64}$/.test(name)) return name;
  const made = crypto.randomUUID();
  await replacePrivateFile(path, `${made}\n`);
  return made;
}
