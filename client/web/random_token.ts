/** Random identifiers. `crypto.randomUUID` is missing where the page comes without TLS. */

/** A random token of `bytes` bytes, in base64url (RFC 4648, section 5). */
export function randomToken(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...random))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
