/** The password of the server. */

import { isLoopback } from "../../protocol/address.ts";
import { isOpenToOthers, requirePrivateFile } from "../../runtime/private_file.ts";
import { MAX_PRIVATE_FILE_BYTES } from "../limits.ts";
import { AccessError } from "./access_error.ts";
import { type CertificateFlags, speaksTls } from "./certificate.ts";

/** The options about the password. */
export interface PasswordFlags extends CertificateFlags {
  readonly host: string;
  readonly "password-file": string | undefined;
}

type Warn = (event: string, fields: Readonly<Record<string, unknown>>) => void;

/**
 * Reads the password, if the server has one: the first line of the file, or else `CHAT_PASSWORD`.
 *
 * @param warn Called when others may read the file.
 * @throws {AccessError} when the password cannot be read or is empty, or would cross a network in plain text.
 */
export async function passwordOf(
  flags: PasswordFlags,
  env: { get(name: string): string | undefined },
  warn: Warn,
): Promise<string | undefined> {
  const file = flags["password-file"];
  const password = file === undefined
    ? env.get("CHAT_PASSWORD") || undefined
    : await passwordIn(file, warn);
  if (password !== undefined && !speaksTls(flags) && !isLoopback(flags.host)) {
    throw new AccessError("password_exposed", { host: flags.host });
  }
  return password;
}

async function passwordIn(path: string, warn: Warn): Promise<string> {
  let text: string;
  try {
    text = await requirePrivateFile(path, MAX_PRIVATE_FILE_BYTES);
    if (await isOpenToOthers(path)) {
      warn("others can read the password", { path, fix: `chmod 600 ${path}` });
    }
  } catch (cause) {
    throw new AccessError("password_unreadable", { path }, { cause });
  }
  const line = text.split(/\r?\n/, 1)[0]!;
  if (line === "") throw new AccessError("password_empty", { path });
  return line;
}
