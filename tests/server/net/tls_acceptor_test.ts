import { assertThrows } from "@std/assert";
import { makeCertificate, TlsError } from "../../../server/access/certificate.ts";
import { secureContext } from "../../../server/net/tls_acceptor.ts";
import { certificateBy } from "../../support/certificate.ts";
import { CERTIFICATE } from "./tls_pair.ts";

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
