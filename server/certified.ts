/** Whether somebody else has certified that a certificate belongs to a host. */

import { X509Certificate } from "node:crypto";

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
  const { subject, issuer, subjectAltName = "" } = certificate;
  if (subject === issuer) return false;
  const name = host.toLowerCase();
  const names = subjectAltName.split(", ").filter((name) => name.startsWith("DNS:"))
    .map((name) => name.slice("DNS:".length).toLowerCase());
  const withoutLabel = name.replace(/^[^.]+/, "*");
  return names.includes(name) || (withoutLabel.includes(".") && names.includes(withoutLabel));
}
