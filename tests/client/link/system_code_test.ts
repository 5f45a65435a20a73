import { assertEquals } from "@std/assert";
import { systemCodeOf, withSystemCode } from "../../../client/link/system_code.ts";

/** An error with a code, as the system's are. */
function coded(code: unknown): Error {
  return Object.assign(new Error("no"), { code });
}

Deno.test("systemCodeOf finds the system's code in an error or in its causes, and no code of ours", () => {
  assertEquals(systemCodeOf(coded("EHOSTUNREACH")), "EHOSTUNREACH");
  const trust = new Error("unreadable", { cause: coded("EACCES") });
  assertEquals(systemCodeOf(Object.assign(trust, { code: "known_unreadable" })), "EACCES");
  for (const none of [new Error("no"), coded("too_long"), coded(13), "EACCES", undefined]) {
    assertEquals(systemCodeOf(none), undefined);
  }
});

Deno.test("withSystemCode is a field, or none", () => {
  assertEquals(withSystemCode(coded("EPIPE")), { systemCode: "EPIPE" });
  assertEquals(withSystemCode(new Error("no")), {});
});
