/** The fingerprint of a certificate: the SHA-256 of its DER form, for people to compare. */

/** A fingerprint in the only form that is shown, stored and compared: `sha256:` and 64 digits. */
export type Fingerprint = `sha256:${string}`;

/** The fingerprint for a SHA-256 digest of 32 bytes. */
export function fingerprintOf(digest: Uint8Array): Fingerprint {
  return `sha256:${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * Parses a fingerprint that someone has typed or copied; `undefined` when it is not one. Capitals, colons
 * and the prefixes `sha256:` and `SHA256 Fingerprint=` are allowed: the last one is how
 * `openssl x509 -fingerprint -sha256` prints it.
 */
export function parseFingerprint(text: string): Fingerprint | undefined {
  const digits = text.trim().toLowerCase().replace(/^sha-?256(?:\s*fingerprint)?[:=]/, "")
    .replaceAll(":", "");
  return /^[0-9a-f]{64}$/.test(digits) ? `sha256:${digits}` : undefined;
}
