/**
 * Whether somebody else has certified that a certificate belongs to a host. Loaded where it is wanted
 * alone: the package takes longer than all the rest of the start.
 */

import "reflect-metadata";
import { SubjectAlternativeNameExtension, X509Certificate } from "@peculiar/x509";

/**
 * Whether the first certificate of `pem` names `host` (RFC 9525: in its alternative names, of which
 * one may have a star in the place of the first label) and is signed by another key than its own: one
 * that is not is believed by nobody who was not told to.
 */
export function isCertifiedFor(pem: string, host: string): boolean {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return false; // what cannot be read here may be good for TLS: whoever listens will say
  }
  if (certificate.subject === certificate.issuer) return false;
  const name = host.toLowerCase();
  const names = certificate.getExtension(SubjectAlternativeNameExtension)?.names.items
    .filter(({ type }) => type === "dns").map(({ value }) => value.toLowerCase()) ?? [];
  const withoutLabel = name.replace(/^[^.]+/, "*");
  return names.includes(name) || (withoutLabel.includes(".") && names.includes(withoutLabel));
}
