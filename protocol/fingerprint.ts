/** How a certificate is known: the SHA-256 of its DER form, as people compare and pass it on. */

/** A fingerprint in the one form in which it is shown, kept and compared: `sha256:` and 64 digits. */
export type Fingerprint = `sha256:${string}`;

/** The fingerprint with this SHA-256 digest of 32 bytes. */
export function fingerprintOf(digest: Uint8Array): Fingerprint {
  return `sha256:${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * A fingerprint as someone has typed or copied it, or `undefined` when it is none: in capitals or
 * not, with or without `sha256:` or `SHA256 Fingerprint=` before it and colons inside, as
 * `openssl x509 -fingerprint -sha256` prints it.
 */
export function parseFingerprint(text: string): Fingerprint | undefined {
  const digits = text.trim().toLowerCase().replace(/^sha-?256(?:\s*fingerprint)?[:=]/, "")
    .replaceAll(":", "");
  return /^[0-9a-f]{64}$/.test(digits) ? `sha256:${digits}` : undefined;
}
