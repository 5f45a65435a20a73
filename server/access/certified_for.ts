/**
 * Whether an authority has certified that a certificate belongs to a host. Loaded only where it is needed:
 * the package takes longer to load than the rest of the start.
 */

import "reflect-metadata";
import { SubjectAlternativeNameExtension, X509Certificate } from "@peculiar/x509";

/**
 * Whether the first certificate of `pem` names `host` and is not self-signed. The names are its alternative
 * names, where a star may stand for the first label (RFC 9525). Nobody trusts a self-signed certificate
 * without being told to.
 */
export function isCertifiedFor(pem: string, host: string): boolean {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return false; // TLS may still be able to use it: listening shows that
  }
  if (certificate.subject === certificate.issuer) return false;
  const name = host.toLowerCase();
  const names = certificate.getExtension(SubjectAlternativeNameExtension)?.names.items
    .filter(({ type }) => type === "dns").map(({ value }) => value.toLowerCase()) ?? [];
  const withoutLabel = name.replace(/^[^.]+/, "*");
  return names.includes(name) || (withoutLabel.includes(".") && names.includes(withoutLabel));
}
