/** The server's certificate: given, or made once and kept in the data folder. */

import { type Fingerprint, fingerprintOf } from "../../protocol/fingerprint.ts";
import {
  readPrivateFile,
  replacePrivateFile,
  requirePrivateFile,
} from "../../runtime/private_file.ts";
import { ensurePrivateFolder } from "../../runtime/private_folder.ts";
import { Failure } from "../failure.ts";
import { MAX_PRIVATE_FILE_BYTES } from "../limits.ts";
import { AccessError } from "./access_error.ts";
import { type Validity, validityOf } from "./validity.ts";

/** The part of the command line that is about this. */
export interface CertificateFlags {
  readonly tls: boolean;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** A certificate with its private key, and how clients know it. */
export interface Certificate {
  /** PEM, the server's own certificate first. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  readonly fingerprint: Fingerprint;
  /** Absent where it cannot be read: whoever uses the certificate says what is wrong with it. */
  readonly validity?: Validity | undefined;
}

/** How a certificate or its key can be unusable. */
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

/** Whether the port speaks TLS: a certificate is given for nothing else. */
export function speaksTls({ tls, cert }: CertificateFlags): boolean {
  return tls || cert !== undefined;
}

/**
 * The certificate to listen with; `undefined` for plain text.
 *
 * @throws {AccessError} when there is a certificate without a key, or a key without one.
 * @throws {TlsError} when it cannot be read, or made and kept in `data`.
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
 * The certificate in two PEM files.
 *
 * @throws {TlsError} when they cannot be read or hold something else.
 */
export async function readCertificate(certFile: string, keyFile: string): Promise<Certificate> {
  const [cert, key] = await Promise.all([read(certFile), read(keyFile)]);
  const der = firstCertificate(cert);
  if (der === undefined) throw new TlsError("certificate_not_pem", { path: certFile });
  if (!PRIVATE_KEY.test(key)) throw new TlsError("key_not_pem", { path: keyFile });
  return { cert, key, fingerprint: await digest(der), validity: validityOf(der) };
}

/**
 * The certificate in `folder`; made, for its owner alone to read, when there is none.
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
      // the certificate last: without it, all is made anew
      await replacePrivateFile(keyFile, key);
      await replacePrivateFile(certFile, cert);
    } catch (cause) {
      throw new TlsError("certificate_unwritable", { path: folder }, { cause });
    }
  }
  return readCertificate(certFile, keyFile);
}

/**
 * Always: clients know the certificate by its fingerprint, and the clock of a machine may be wrong by
 * years when it is made. The end is that of a certificate without one (RFC 5280, section 4.1.2.5).
 */
const ALWAYS: Validity = {
  notBefore: 0,
  notAfter: Date.UTC(9999, 11, 31, 23, 59, 59),
};

/** Makes a self-signed certificate (ECDSA, P-256) as PEM. */
export async function makeCertificate(): Promise<{ cert: string; key: string }> {
  // only here: loading the package takes longer than all the rest of the start
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
    // a name is what TLS libraries want; that of the machine may change, and says too much
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "chat.local" }])],
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    cert: `${cert.toString("pem")}\n`,
    key: `${x509.PemConverter.encode(key, x509.PemConverter.PrivateKeyTag)}\n`,
  };
}

/** Of any kind: in PKCS #1 and SEC 1 a word stands before it. */
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/;

function firstCertificate(pem: string): Uint8Array<ArrayBuffer> | undefined {
  const body = /-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----/.exec(pem);
  if (body === null) return undefined;
  try {
    return Uint8Array.from(atob(body[1]!.replace(/\s/g, "")), (char) => char.charCodeAt(0));
  } catch {
    return undefined; // no base64
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
    return await readPrivateFile(path, MAX_PRIVATE_FILE_BYTES) !== undefined;
  } catch (cause) {
    throw new TlsError("certificate_unreadable", { path }, { cause });
  }
}
