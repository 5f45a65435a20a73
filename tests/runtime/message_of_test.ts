import { assertEquals } from "@std/assert";
import { messageOf } from "../../runtime/message_of.ts";

Deno.test("messageOf is what an error says, or what was thrown in its place", () => {
  assertEquals(messageOf(new RangeError("too much")), "too much");
  assertEquals(messageOf("just words"), "just words");
  assertEquals(messageOf(undefined), "undefined");
  assertEquals(messageOf(7), "7");
});

Deno.test({
  name: "messageOf leaves out the flags of Deno, which are none of this program",
  permissions: { read: false },
  fn() {
    let message = "";
    try {
      Deno.readTextFileSync("/dev/null");
    } catch (cause) {
      message = messageOf(cause);
    }
    assertEquals(message, 'Requires read access to "/dev/null"');
  },
});
