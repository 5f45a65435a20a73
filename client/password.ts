/** The password that the user has ready for a server that asks for one. */

import type { Phrases } from "../i18n/phrases.ts";
import { reasonOf } from "../i18n/reason.ts";
import { FileError } from "../runtime/private_file.ts";
import { MAX_PASSWORD_FILE_BYTES } from "./limits.ts";
import type { Files } from "./memory/files.ts";

/** The password file cannot be used: it cannot be read (why is the cause), or its first line is empty. */
export class PasswordError extends Error {
  override readonly name = "PasswordError";
  readonly code: "unreadable" | "empty";
  readonly path: string;

  constructor(code: PasswordError["code"], path: string, options?: ErrorOptions) {
    super(`Cannot read the password in ${path}`, options);
    this.code = code;
    this.path = path;
  }
}

/** Why there is no password, in the language of the phrases. */
export function passwordErrorText(
  { code, path, cause }: PasswordError,
  { client: { trust }, reasons }: Phrases,
): string {
  return trust.badPasswordFile(
    path,
    code === "empty" ? trust.emptyPassword : reasonOf(cause, reasons),
  );
}

/**
 * The first line of `file`, or what `CHAT_PASSWORD` says; `undefined` where there is neither.
 *
 * @throws {PasswordError} when the file cannot be read or begins with an empty line.
 */
export async function readPassword(
  file: string | undefined,
  { files, env }: {
    readonly files: Pick<Files, "readAny">;
    readonly env: (name: string) => string | undefined;
  },
): Promise<string | undefined> {
  if (file === undefined) return env("CHAT_PASSWORD") || undefined;
  let text: string | undefined;
  try {
    text = await files.readAny(file, MAX_PASSWORD_FILE_BYTES);
    if (text === undefined) throw new FileError("missing");
  } catch (cause) {
    throw new PasswordError("unreadable", file, { cause });
  }
  const line = text.split(/\r?\n/, 1)[0];
  if (!line) throw new PasswordError("empty", file);
  return line;
}
