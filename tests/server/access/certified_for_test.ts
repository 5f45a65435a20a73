import { assertEquals } from "@std/assert";
import { isCertifiedFor } from "../../../server/access/certified_for.ts";
import { certificateBy } from "../../support/certificate.ts";

Deno.test("isCertifiedFor looks for the host among the names, a star for its first label", async () => {
  const { cert } = await certificateBy("Some Authority", ["chat.example.org", "*.example.net"]);
  for (const host of ["chat.example.org", "Chat.Example.ORG", "irc.example.net"]) {
    assertEquals(isCertifiedFor(cert, host), true, host);
  }
  for (const host of ["example.org", "chat.local", "a.b.example.net", "example.net", "org", ""]) {
    assertEquals(isCertifiedFor(cert, host), false, host);
  }
});

Deno.test("isCertifiedFor believes no certificate that vouches for itself", async () => {
  const { cert } = await certificateBy("chat.example.org", ["chat.example.org"]);
  assertEquals(isCertifiedFor(cert, "chat.example.org"), false);
});

Deno.test("isCertifiedFor says no where there are no alternative names", async () => {
  const { cert } = await certificateBy("Some Authority", []);
  assertEquals(isCertifiedFor(cert, "chat.example.org"), false);
});
