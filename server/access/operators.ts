/** The operators of the server: their names and passwords, from a file. */

import { AccessError } from "./access.ts";
import type { Clock } from "../../runtime/clock.ts";
import { PasswordCheck } from "./password_check.ts";
import { isOpenToOthers, readPrivateFile } from "../../runtime/private_file.ts";
import { MAX_PRIVATE_FILE_BYTES } from "../limits.ts";
import { messageOf } from "../../runtime/message_of.ts";

/**
 * Reads a file of operators, a line each: a name, a space, a password. Lines that begin with `#` are
 * remarks.
 *
 * @param path `undefined`: there are none.
 * @param warn Told when others may read the file.
 * @throws {AccessError} when it cannot be read, or a line is none.
 */
export async function operatorsOf(
  path: string | undefined,
  warn: (event: string, fields: Readonly<Record<string, unknown>>) => void,
  clock: Pick<Clock, "now" | "after">,
): Promise<ReadonlyMap<string, PasswordCheck>> {
  const operators = new Map<string, PasswordCheck>();
  if (path === undefined) return operators;
  const text = await read(path);
  if (await isOpenToOthers(path)) {
    warn("others can read the operators' passwords", { path, fix: `chmod 600 ${path}` });
  }
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [, name, password] = /^(\S+) +(\S.*)$/.exec(line) ?? [];
    if (name === undefined) {
      throw new AccessError(
        `Cannot use line ${i + 1} of ${path}: a name, a space and a password are wanted`,
      );
    }
    operators.set(name, await PasswordCheck.create(password!, clock));
  }
  return operators;
}

async function read(path: string): Promise<string> {
  let text: string | undefined;
  try {
    text = await readPrivateFile(path, MAX_PRIVATE_FILE_BYTES);
  } catch (cause) {
    const why = messageOf(cause);
    throw new AccessError(`Cannot read the operators in ${path}: ${why}`, { cause });
  }
  if (text !== undefined) return text;
  throw new AccessError(`Cannot read the operators in ${path}: there is no such file`);
}
