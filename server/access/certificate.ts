/** The server's certificate: given, or made once and kept in the data folder. */

import { type Fingerprint, fingerprintOf } from "../../protocol/fingerprint.ts";
import { readOwnFile, replacePrivateFile, requirePrivateFile } from "../../runtime/private_file.ts";
import { ensurePrivateFolder } from "../../runtime/private_folder.ts";
import { Failure } from "../failure.ts";
import { MAX_PRIVATE_FILE_BYTES } from "../limits.ts";
import { AccessError } from "./access_error.ts";
import { type Validity, validityOf } from "./validity.ts";

/** The options about the certificate. */
export interface CertificateFlags {
  readonly tls: boolean;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** A certificate with its private key and its fingerprint. */
export interface Certificate {
  /** PEM, the server's own certificate first. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  readonly fingerprint: Fingerprint;
  /** Absent when it cannot be read. Then listening fails, and that error says what is wrong. */
  readonly validity?: Validity | undefined;
}

/** Why a certificate or its key cannot be used. */
export type TlsCode =
  | "certificate_unreadable"
  | "certificate_unwritable"
  | "certificate_not_pem"
  | "key_not_pem"
  | "certificate_refused";

/** The certificate or its key cannot be used. */
export class TlsError<C extends TlsCode = TlsCode> extends Failure<C> {
  override readonly name = "TlsError";
}

/** Whether the ports speak TLS: `--tls` says so, and so does `--cert`. */
export function speaksTls({ tls, cert }: CertificateFlags): boolean {
  return tls || cert !== undefined;
}

/**
 * Resolves to the certificate for listening, or to `undefined` when the ports speak no TLS.
 *
 * @throws {AccessError} when only one of `--cert` and `--key` is given.
 * @throws {TlsError} when the certificate cannot be read, or cannot be made and stored in `data`.
 */
export async function certificateOf(
  flags: CertificateFlags,
  data: string,
): Promise<Certificate | undefined> {
  const { cert, key } = flags;
  if (cert !== undefined && key !== undefined) return await readCertificate(cert, key);
  if (cert !== undefined) throw new AccessError("cert_without_key", {});
  if (key !== undefined) throw new AccessError("key_without_cert", {});
  return flags.tls ? await ownCertificate(`${data}/tls`) : undefined;
}

/**
 * Reads a certificate and its key from two PEM files.
 *
 * @throws {TlsError} when a file cannot be read or has something else in it.
 */
export async function readCertificate(certFile: string, keyFile: string): Promise<Certificate> {
  const [cert, key] = await Promise.all([read(certFile), read(keyFile)]);
  const der = firstCertificate(cert);
  if (der === undefined) throw new TlsError("certificate_not_pem", { path: certFile });
  if (!PRIVATE_KEY.test(key)) throw new TlsError("key_not_pem", { path: keyFile });
  return { cert, key, fingerprint: await digest(der), validity: validityOf(der) };
}

/**
 * Reads the certificate in `folder`. If there is none, makes one, which only its owner can read.
 *
 * @throws {TlsError} when it cannot be read or written.
 */
export async function ownCertificate(folder: string): Promise<Certificate> {
  const certFile = `${folder}/cert.pem`;
  const keyFile = `${folder}/key.pem`;
  if (!await isThere(certFile)) {
    const { cert, key } = await makeCertificate();
    try {
      await ensurePrivateFolder(folder);
      // the certificate last: if it is missing, the next start makes both anew
      await replacePrivateFile(keyFile, key);
      await replacePrivateFile(certFile, cert);
    } catch (cause) {
      throw new TlsError("certificate_unwritable", { path: folder }, { cause });
    }
  }
  return readCertificate(certFile, keyFile);
}

/**
 * The validity of a certificate that the server makes: always. Clients know it by its fingerprint, and the
 * clock may be wrong by years when it is made. The end is the one for "no end" (RFC 5280, section 4.1.2.5).
 */
const ALWAYS: Validity = {
  notBefore: 0,
  notAfter: Date.UTC(9999, 11, 31, 23, 59, 59),
};

/** Makes a self-signed certificate (ECDSA, P-256) as PEM. */
export async function makeCertificate(): Promise<{ cert: string; key: string }> {
  // loaded only here: the package takes longer to load than the rest of the start
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=chat",
    notBefore: new Date(ALWAYS.notBefore),
    notAfter: new Date(ALWAYS.notAfter),
    signingAlgorithm: algorithm,
    keys,
    // TLS libraries want a name; the name of the machine may change, and would be visible to everyone
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "chat.local" }])],
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    cert: `${cert.toString("pem")}\n`,
    key: `${x509.PemConverter.encode(key, x509.PemConverter.PrivateKeyTag)}\n`,
  };
}

/** The start of a private key in PEM form. PKCS #1 and SEC 1 have one more word there. */
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/;

function firstCertificate(pem: string): Uint8Array<ArrayBuffer> | undefined {
  const body = /-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----/.exec(pem);
  if (body === null) return undefined;
  try {
    return Uint8Array.from(atob(body[1]!.replace(/\s/g, "")), (char) => char.charCodeAt(0));
  } catch {
    return undefined; // not base64
  }
}

async function digest(der: Uint8Array<ArrayBuffer>): Promise<Fingerprint> {
  return fingerprintOf(new Uint8Array(await crypto.subtle.digest("SHA-256", der)));
}

async function read(path: string): Promise<string> {
  try {
    return await requirePrivateFile(path, MAX_PRIVATE_FILE_BYTES);
  } catch (cause) {
    throw new TlsError("certificate_unreadable", { path }, { cause });
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    return await readOwnFile(path, MAX_PRIVATE_FILE_BYTES) !== undefined;
  } catch (cause) {
    throw new TlsError("certificate_unreadable", { path }, { cause });
  }
}
