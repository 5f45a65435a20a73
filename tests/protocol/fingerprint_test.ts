import { assertEquals } from "@std/assert";
import { fingerprintOf, parseFingerprint } from "../../protocol/fingerprint.ts";

const DIGITS = "00ff".repeat(16);

Deno.test("fingerprintOf writes each byte as two digits", () => {
  const digest = Uint8Array.from({ length: 32 }, (_, i) => i % 2 === 0 ? 0 : 255);
  assertEquals(fingerprintOf(digest), `sha256:${DIGITS}`);
});

Deno.test("parseFingerprint reads what chat and openssl print", () => {
  const colons = DIGITS.toUpperCase().match(/../g)!.join(":");
  for (
    const text of [
      `sha256:${DIGITS}`,
      `SHA256:${DIGITS.toUpperCase()}`,
      ` ${DIGITS} `,
      colons,
      `sha256:${colons}`,
      `sha256 Fingerprint=${colons}`,
    ]
  ) assertEquals(parseFingerprint(text), `sha256:${DIGITS}`, text);
});

Deno.test("parseFingerprint refuses everything else", () => {
  for (
    const text of ["", "sha256:", `sha1:${DIGITS}`, DIGITS.slice(1), `${DIGITS}0`, "g".repeat(64)]
  ) {
    assertEquals(parseFingerprint(text), undefined, text);
  }
});
