import { assertEquals } from "@std/assert";
import { fitsSocketPath } from "../../server/socket_path.ts";

Deno.test("fitsSocketPath counts the bytes of a whole path, the name of the socket with it", () => {
  // 103 bytes without the zero byte at the end, 11 of them for /admin.sock
  assertEquals(fitsSocketPath("/" + "x".repeat(91)), true);
  assertEquals(fitsSocketPath("/" + "x".repeat(92)), false);
  assertEquals(fitsSocketPath("/" + "д".repeat(45)), true);
  assertEquals(fitsSocketPath("/" + "д".repeat(46)), false);
});
