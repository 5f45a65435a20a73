/** Who may come in, and who may listen: what the command line says of TLS and the password. */

import { isLoopback } from "../../protocol/address.ts";
import { isOpenToOthers, readPrivateFile } from "../../runtime/private_file.ts";
import { type Certificate, ownCertificate, readCertificate } from "./certificate.ts";
import { MAX_PRIVATE_FILE_BYTES } from "../limits.ts";
import { messageOf } from "../../runtime/message_of.ts";

/** The part of the command line that is about this. */
export interface AccessFlags {
  readonly host: string;
  readonly tls: boolean;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly "password-file": string | undefined;
}

/** The command line asks for something that is not safe, or does not go together. */
export class AccessError extends Error {
  override readonly name = "AccessError";
}

/**
 * The password that those who join must know, if any: the first line of the file, or the variable.
 *
 * @param env `CHAT_PASSWORD` is read.
 * @param warn Told when others may read the file.
 * @throws {AccessError} when it cannot be read, is empty, or would cross a network unencrypted.
 */
export async function passwordOf(
  flags: AccessFlags,
  env: { get(name: string): string | undefined },
  warn: (event: string, fields: Readonly<Record<string, unknown>>) => void,
): Promise<string | undefined> {
  const file = flags["password-file"];
  const password = file === undefined
    ? env.get("CHAT_PASSWORD") || undefined
    : await firstLine(file, warn);
  if (password !== undefined && !speaksTls(flags) && !isLoopback(flags.host)) {
    throw new AccessError(
      `Cannot ask for a password on ${flags.host} without encryption: everyone on the way could read it; add --tls`,
    );
  }
  return password;
}

/**
 * The certificate to listen with; `undefined` for plain text.
 *
 * @param now The time in milliseconds since 1970.
 * @throws {AccessError} when there is a certificate without a key, or a key without one.
 * @throws {TlsError} when it cannot be read, or made and kept in `data`.
 */
export async function certificateOf(
  flags: AccessFlags,
  data: string,
  now: number,
): Promise<Certificate | undefined> {
  const { cert, key } = flags;
  if (cert !== undefined && key !== undefined) return await readCertificate(cert, key);
  if (cert !== undefined) throw new AccessError("Cannot use --cert without --key");
  if (key !== undefined) throw new AccessError("Cannot use --key without --cert");
  return flags.tls ? await ownCertificate(`${data}/tls`, now) : undefined;
}

/** Whether the port speaks TLS: a certificate is given for nothing else. */
function speaksTls({ tls, cert }: AccessFlags): boolean {
  return tls || cert !== undefined;
}

async function firstLine(
  path: string,
  warn: (event: string, fields: Readonly<Record<string, unknown>>) => void,
): Promise<string> {
  let text: string | undefined;
  try {
    text = await readPrivateFile(path, MAX_PRIVATE_FILE_BYTES);
    if (text !== undefined && await isOpenToOthers(path)) {
      warn("others can read the password", { path, fix: `chmod 600 ${path}` });
    }
  } catch (cause) {
    const why = messageOf(cause);
    throw new AccessError(`Cannot read the password in ${path}: ${why}`, { cause });
  }
  if (text === undefined) {
    throw new AccessError(`Cannot read the password in ${path}: there is no such file`);
  }
  const line = text.split(/\r?\n/, 1)[0]!;
  if (line === "") {
    throw new AccessError(`Cannot use the password in ${path}: its first line is empty`);
  }
  return line;
}
