import { assert, assertEquals } from "@std/assert";
import { MAX_NOTIFICATION_CHARS } from "../../../client/limits.ts";
import { notificationOf, titleOf } from "../../../client/tty/osc.ts";

Deno.test("notificationOf: the sequence of each kind of terminal", () => {
  assertEquals(notificationOf("osc9", "bob: psst"), "\x1b]9;bob: psst\x1b\\");
  assertEquals(notificationOf("osc777", "bob: a; b"), "\x1b]777;notify;chat;bob: a, b\x1b\\");
});

Deno.test("titleOf and notificationOf: no text can end the sequence, and none is long", () => {
  const evil = "a\x07b\x1b\\c\x9cd\ne\u202e";
  for (const sequence of [titleOf(evil), notificationOf("osc9", evil)]) {
    const inside = sequence.slice(2, -2);
    assert(!/[\p{Cc}\p{Cf}]/u.test(inside), JSON.stringify(sequence));
  }
  const long = titleOf("x".repeat(MAX_NOTIFICATION_CHARS + 1));
  assertEquals(long, titleOf("x".repeat(MAX_NOTIFICATION_CHARS)));
});
