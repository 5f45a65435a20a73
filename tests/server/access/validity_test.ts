import { assertEquals } from "@std/assert";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { makeCertificate } from "../../../server/access/certificate.ts";
import { notValidAt, validityOf } from "../../../server/access/validity.ts";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);

async function certified(notBefore: string, notAfter: string): Promise<Uint8Array> {
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ name: "CN=chat", signingAlgorithm: ALGORITHM, keys },
    ...{ notBefore: new Date(notBefore), notAfter: new Date(notAfter) },
  });
  return new Uint8Array(certificate.rawData);
}

Deno.test("validityOf reads both spellings of a time", async () => {
  const times = [
    ["1970-01-01T00:00:00Z", "1981-02-03T04:05:06Z"],
    ["1999-12-31T23:59:59Z", "2000-01-01T00:00:00Z"],
    ["2026-11-23T02:15:29Z", "2049-12-31T23:59:59Z"],
    ["2026-11-23T02:15:29Z", "2050-01-01T00:00:00Z"],
    ["2020-02-29T00:00:00Z", "9999-12-31T23:59:59Z"],
  ] as const;
  for (const [from, until] of times) {
    assertEquals(validityOf(await certified(from, until)), {
      notBefore: Date.parse(from),
      notAfter: Date.parse(until),
    });
  }
});

Deno.test("validityOf reads nothing from what is cut off or something else", async () => {
  const der = await certified("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
  for (let length = 0; length < der.length; length++) {
    assertEquals(validityOf(der.subarray(0, length)), undefined);
  }
  for (let byte = 0; byte < 256; byte++) validityOf(new Uint8Array(300).fill(byte));
});

Deno.test("notValidAt knows a certificate that has expired, and one that is not valid yet", () => {
  const validity = { notBefore: 1000, notAfter: 2000 };
  const seen = [999, 1000, 2000, 2001].map((now) => notValidAt(validity, now));
  assertEquals(seen, ["not valid yet", undefined, undefined, "expired"]);
});

Deno.test("makeCertificate makes one that is valid whatever the clock says", async () => {
  const { cert } = await makeCertificate();
  const validity = validityOf(new Uint8Array(new x509.X509Certificate(cert).rawData))!;
  for (const date of ["1970-01-02", "1971-01-01", "2026-11-23", "2040-01-01", "2100-01-01"]) {
    assertEquals(notValidAt(validity, Date.parse(date)), undefined, date);
  }
});
