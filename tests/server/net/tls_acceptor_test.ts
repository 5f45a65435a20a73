import { assertEquals, assertThrows } from "@std/assert";
import { makeCertificate, TlsError } from "../../../server/access/certificate.ts";
import { hasTlsStreams, secureContext } from "../../../server/net/tls_acceptor.ts";
import { certificateBy } from "../../support/certificate.ts";
import { CERTIFICATE } from "./tls_pair.ts";

Deno.test("hasTlsStreams is true from Deno 2.8 on", () => {
  for (const version of ["2.8.0", "2.9.6", "2.10.0", "3.0.0"]) {
    assertEquals(hasTlsStreams(version), true, version);
  }
  for (const version of ["2.7.14", "2.6.8", "1.46.3"]) {
    assertEquals(hasTlsStreams(version), false, version);
  }
});

Deno.test("secureContext refuses what is no certificate or key, and those that do not belong together", async () => {
  const { cert, key } = CERTIFICATE;
  const other = await makeCertificate();
  const pairs = [{ cert, key: other.key }, { cert: key, key }, { cert, key: cert }];
  for (const pair of pairs) assertThrows(() => secureContext(pair), TlsError);
});

Deno.test("secureContext takes a certificate with that of its authority behind it", async () => {
  const { cert, key, authority } = await certificateBy("Authority", ["chat.example.org"]);
  secureContext({ cert: cert + authority, key });
});
