import { assertEquals } from "@std/assert";
import { serverFileName } from "../../../client/memory/server_file_name.ts";

Deno.test("serverFileName is safe on every system", () => {
  assertEquals(serverFileName("10.0.0.1", 65432, "txt"), "10.0.0.1_65432.txt");
  assertEquals(serverFileName("FE80::1%eth0", 1, "txt"), "fe80--1-eth0_1.txt");
  assertEquals(serverFileName("../../etc/passwd", 1, "txt"), "..-..-etc-passwd_1.txt");
  assertEquals(serverFileName("x".repeat(300), 1, "txt").length, 106);
});
