/** Certificates as others make them, for the tests. */

import "reflect-metadata";
import * as x509 from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const VALID = {
  notBefore: new Date(Date.UTC(2020, 0, 1)),
  notAfter: new Date(Date.UTC(2100, 0, 1)),
};

/** All of it as PEM. */
export interface Certified {
  readonly cert: string;
  readonly key: string;
  /** The certificate of whoever signed it. */
  readonly authority: string;
}

/** A certificate for `chat.example.org` by `issuer`, with these alternative names. */
export async function certificateBy(issuer: string, names: readonly string[]): Promise<Certified> {
  const [above, own] = [await newKeys(), await newKeys()];
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ ...VALID, name: `CN=${issuer}`, keys: above, signingAlgorithm: ALGORITHM },
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  const alternatives = names.map((value) => ({ type: "dns" as const, value }));
  const cert = await x509.X509CertificateGenerator.create({
    ...{ ...VALID, subject: "CN=chat.example.org", issuer: `CN=${issuer}` },
    ...{ publicKey: own.publicKey, signingKey: above.privateKey, signingAlgorithm: ALGORITHM },
    extensions: names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(alternatives)],
  });
  const key = await crypto.subtle.exportKey("pkcs8", own.privateKey);
  return {
    cert: `${cert.toString("pem")}\n`,
    key: `${x509.PemConverter.encode(key, x509.PemConverter.PrivateKeyTag)}\n`,
    authority: `${authority.toString("pem")}\n`,
  };
}

/** A certificate for `chat.local` that nobody else has signed, valid between two times. */
export async function selfSigned(
  notBefore: Date,
  notAfter: Date,
): Promise<Omit<Certified, "authority">> {
  const keys = await newKeys();
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ name: "CN=chat", notBefore, notAfter, keys, signingAlgorithm: ALGORITHM },
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "chat.local" }])],
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    cert: `${cert.toString("pem")}\n`,
    key: `${x509.PemConverter.encode(key, x509.PemConverter.PrivateKeyTag)}\n`,
  };
}

async function newKeys(): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

/** A self-signed certificate that is valid between two days. */
export async function certificateValid(
  from: string,
  until: string,
): Promise<Pick<Certified, "cert" | "key">> {
  const keys = await newKeys();
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ name: "CN=chat", keys, signingAlgorithm: ALGORITHM },
    ...{ notBefore: new Date(from), notAfter: new Date(until) },
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    cert: `${cert.toString("pem")}\n`,
    key: `${x509.PemConverter.encode(key, x509.PemConverter.PrivateKeyTag)}\n`,
  };
}
