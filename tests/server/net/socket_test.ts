import { assertEquals } from "@std/assert";
import { isDisconnect } from "../../../server/net/socket.ts";

Deno.test("isDisconnect knows a peer that has gone from a fault of the server", () => {
  const { ConnectionReset, BrokenPipe, TimedOut, InvalidData, NotFound } = Deno.errors;
  for (const cause of [ConnectionReset, BrokenPipe, TimedOut, InvalidData]) {
    assertEquals(isDisconnect(new cause()), true, cause.name);
  }
  for (const code of ["EHOSTUNREACH", "ENETUNREACH", "ENETDOWN"]) {
    assertEquals(isDisconnect(Object.assign(new Error(code), { code })), true, code);
  }
  const full = Object.assign(new Error("disk"), { code: "ENOSPC" });
  for (const cause of [new TypeError("x is undefined"), new NotFound(), full, undefined, "gone"]) {
    assertEquals(isDisconnect(cause), false, String(cause));
  }
});
