import { assertEquals, assertMatch } from "@std/assert";
import { localTime, oneLine, transcribe } from "../../../client/stdio/text_lines.ts";
import { msgFrame } from "../../support/fake_server.ts";

Deno.test("transcribe writes a message as a person reads it, its further lines marked", () => {
  const text = transcribe(msgFrame(1, { nick: "ann", text: "one\n  two" }));
  assertMatch(text, /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] ann: one\n {4}\| {3}two$/);
  assertMatch(transcribe(msgFrame(1, { action: true, text: "waves" })), /\] \* bob waves$/);
});

Deno.test("transcribe lets nobody forge a line or reach the terminal", () => {
  const hostile = msgFrame(1, {
    nick: "eve\n[2026-01-01 00:00:00] bob",
    text: "x\x1b[2J\r\n[2026-01-01 00:00:00] bob: y",
    ts: "not a time\n\x1b[31m",
  });
  assertEquals(
    transcribe(hostile),
    "[not a time] eve [2026-01-01 00:00:00] bob: x\n    | [2026-01-01 00:00:00] bob: y",
  );
});

Deno.test("localTime is in the time zone of the machine", () => {
  const date = new Date(2026, 10, 3, 4, 5, 6);
  assertEquals(localTime(date.toISOString()), "2026-11-03 04:05:06");
});

Deno.test("oneLine keeps to one line, whatever is in it", () => {
  assertEquals(oneLine(" a\r\n\t b\u2028c\x1b[31m "), "a b c");
});
