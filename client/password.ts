/** The password that the user has ready for a server that asks for one. */

import type { TrustPhrases } from "../i18n/en/trust.ts";
import type { Files } from "./memory/files.ts";
import { MAX_PASSWORD_FILE_BYTES } from "./limits.ts";
import { messageOf } from "../runtime/message_of.ts";

/** The password cannot be read; the message is in the user's language. */
export class PasswordError extends Error {
  override readonly name = "PasswordError";
}

/**
 * The first line of `file`, or what `CHAT_PASSWORD` says; `undefined` where there is neither.
 *
 * @throws {PasswordError} when the file cannot be read or begins with an empty line.
 */
export async function readPassword(
  file: string | undefined,
  { files, env }: {
    readonly files: Pick<Files, "read">;
    readonly env: (name: string) => string | undefined;
  },
  say: TrustPhrases,
): Promise<string | undefined> {
  if (file === undefined) return env("CHAT_PASSWORD") || undefined;
  let text: string | undefined;
  try {
    text = await files.read(file, MAX_PASSWORD_FILE_BYTES);
  } catch (cause) {
    const isLong = cause instanceof RangeError;
    const why = isLong ? say.longPasswordFile(MAX_PASSWORD_FILE_BYTES) : messageOf(cause);
    throw new PasswordError(say.badPasswordFile(file, why), { cause });
  }
  if (text === undefined) throw new PasswordError(say.badPasswordFile(file, say.noSuchFile));
  const line = text.split(/\r?\n/, 1)[0];
  if (!line) throw new PasswordError(say.badPasswordFile(file, say.emptyPassword));
  return line;
}
