import { assertEquals } from "@std/assert";
import { MAX_TEXT_BYTES, MAX_TEXT_LINES } from "../../../../protocol/limits.ts";
import { parseMessage } from "../../../../server/dialects/irc/message_format.ts";
import { addLine, openBatch } from "../../../../server/dialects/irc/open_batch.ts";

const MORE = "@draft/multiline-concat ";

/** A batch to `#a`, and what was wrong with the first of these lines that had something wrong. */
function gather(...lines: readonly string[]) {
  const batch = openBatch("1", "#a", new Map(), undefined);
  const fault = lines.map((line) => addLine(batch, parseMessage(line))).find(Boolean);
  return { batch, fault: fault?.slice(0, -1) };
}

Deno.test("addLine gathers lines, and the pieces of each", () => {
  const { batch, fault } = gather(
    "PRIVMSG #a :one ",
    `${MORE}PRIVMSG #A two`,
    "PRIVMSG #a :",
    "PRIVMSG #a 3",
  );
  assertEquals(fault, undefined);
  assertEquals(batch.lines, [["one ", "two"], [""], ["3"]]);
  assertEquals(batch.command, "PRIVMSG");
});

Deno.test("addLine takes the first line for one, whatever it says of itself", () => {
  assertEquals(gather(`${MORE}NOTICE #a one`).batch.lines, [["one"]]);
});

Deno.test("addLine takes as many lines and bytes as there may be, and no more", () => {
  const lines = Array.from({ length: MAX_TEXT_LINES }, () => "PRIVMSG #a x");
  assertEquals(gather(...lines).fault, undefined);
  assertEquals(gather(...lines, "PRIVMSG #a x").fault, [
    "MULTILINE_MAX_LINES",
    `${MAX_TEXT_LINES}`,
  ]);
  // with the line feed between the two
  const half = `PRIVMSG #a ${"é".repeat(MAX_TEXT_BYTES / 4)}`;
  const rest = half.slice(0, -1);
  assertEquals(gather(rest, half).fault, undefined);
  assertEquals(gather(half, half).fault, ["MULTILINE_MAX_BYTES", `${MAX_TEXT_BYTES}`]);
  assertEquals(gather(half, `${MORE}${half}`).fault, undefined);
  assertEquals(
    gather(half, `${MORE}${half}`, `${MORE}PRIVMSG #a x`).fault?.[0],
    "MULTILINE_MAX_BYTES",
  );
});

Deno.test("addLine says what is wrong", () => {
  assertEquals(gather("PRIVMSG #b x").fault, ["MULTILINE_INVALID_TARGET", "#a", "#b"]);
  assertEquals(gather("PRIVMSG").fault, ["MULTILINE_INVALID_TARGET", "#a", "*"]);
  assertEquals(gather("JOIN #a").fault, ["MULTILINE_INVALID"]);
  assertEquals(gather("PRIVMSG #a x", "NOTICE #a x").fault, ["MULTILINE_INVALID"]);
  assertEquals(gather("PRIVMSG #a x", `${MORE}PRIVMSG #a :`).fault, ["MULTILINE_INVALID"]);
});
