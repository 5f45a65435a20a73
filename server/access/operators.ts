/** The operators of the server: their names and passwords, from a file. */

import type { Clock } from "../../runtime/clock.ts";
import { isOpenToOthers, requirePrivateFile } from "../../runtime/private_file.ts";
import { MAX_PRIVATE_FILE_BYTES } from "../limits.ts";
import { AccessError } from "./access_error.ts";
import { PasswordCheck } from "./password_check.ts";

/**
 * Reads a file of operators. Each line has a name, a space and a password. A line that starts with `#` is
 * a comment.
 *
 * @param path When `undefined`, there are no operators.
 * @param warn Called when others may read the file.
 * @throws {AccessError} when the file cannot be read, or a line has another form.
 */
export async function operatorsOf(
  path: string | undefined,
  warn: (event: string, fields: Readonly<Record<string, unknown>>) => void,
  clock: Pick<Clock, "now" | "after">,
): Promise<ReadonlyMap<string, PasswordCheck>> {
  const operators = new Map<string, PasswordCheck>();
  if (path === undefined) return operators;
  let text: string;
  try {
    text = await requirePrivateFile(path, MAX_PRIVATE_FILE_BYTES);
    if (await isOpenToOthers(path)) {
      warn("others can read the operators' passwords", { path, fix: `chmod 600 ${path}` });
    }
  } catch (cause) {
    throw new AccessError("operators_unreadable", { path }, { cause });
  }
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [, name, password] = /^(\S+) +(\S.*)$/.exec(line) ?? [];
    if (name === undefined) throw new AccessError("operator_line", { path, line: i + 1 });
    operators.set(name, await PasswordCheck.create(password!, clock));
  }
  return operators;
}
