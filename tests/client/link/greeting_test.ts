import { assertEquals } from "@std/assert";
import { readGreeting } from "../../../client/link/greeting.ts";

function judge(text: string) {
  return readGreeting(new TextEncoder().encode(text));
}

Deno.test("readGreeting tells a native server from the old one by the line feed", () => {
  assertEquals(judge("NICKNAME_REQUEST\n"), { kind: "native", length: 17, asked: true });
  assertEquals(judge("NICKNAME_REQUEST\r\n{"), { kind: "native", length: 18, asked: true });
  assertEquals(judge("NICKNAME_REQUEST"), { kind: "bare" });
  assertEquals(judge("NICKNAME_REQUESTБ"), { kind: "plain", length: 16 });
  assertEquals(judge("NICKNAME_REQUEST\rx"), { kind: "plain", length: 16 });
});

Deno.test("readGreeting waits where it is too early to tell", () => {
  for (let length = 0; length < 16; length++) {
    assertEquals(judge("NICKNAME_REQUEST".slice(0, length)), { kind: "waiting" });
  }
  assertEquals(judge("NICKNAME_REQUEST\r"), { kind: "waiting" });
});

Deno.test("readGreeting takes a frame for a native server that refuses at once", () => {
  assertEquals(judge('{"type":"error"'), { kind: "native", length: 0, asked: false });
});

Deno.test("readGreeting tells by the first wrong byte that it is no chat server", () => {
  for (const text of ["HTTP/1.1", "SSH-2.0", "NICKNAMES", "\n", "\x16\x03\x01"]) {
    assertEquals(judge(text), { kind: "unknown" });
  }
});
