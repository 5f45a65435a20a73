import { assertEquals } from "@std/assert";
import { hasTlsStreams } from "../../runtime/tls_stream.ts";

Deno.test("hasTlsStreams is true from Deno 2.8 on", () => {
  for (const version of ["2.8.0", "2.9.6", "2.10.0", "3.0.0"]) {
    assertEquals(hasTlsStreams(version), true, version);
  }
  for (const version of ["2.7.14", "2.6.8", "1.46.3"]) {
    assertEquals(hasTlsStreams(version), false, version);
  }
});
