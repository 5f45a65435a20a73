import { assertEquals, assertMatch } from "@std/assert";
import { createLogger, droppedLine, type Level, type LogFields } from "../../runtime/logger.ts";

const NOW = Date.UTC(2026, 10, 23, 2, 15, 29, 123);

/** The line that a log of `format` writes. */
function written(format: "text" | "json", level: Level, event: string, fields?: LogFields): string {
  let line = "";
  createLogger(format, (text) => line += text, { date: () => NOW })(level, event, fields);
  return line;
}

Deno.test("createLogger in text writes one line: time, level, event, details", () => {
  assertEquals(
    written("text", "info", "joined", { peer: "192.0.2.1:5000", nick: "ann", ms: 7 }),
    "2026-11-23T02:15:29.123Z info  joined peer=192.0.2.1:5000 nick=ann ms=7\n",
  );
  assertEquals(written("text", "error", "failed"), "2026-11-23T02:15:29.123Z error failed\n");
  assertEquals(
    written("text", "warn", "accepted", { peer: "[2001:db8::1]:5000" }),
    "2026-11-23T02:15:29.123Z warn  accepted peer=[2001:db8::1]:5000\n",
  );
});

Deno.test("createLogger writes no line for debug", () => {
  for (const format of ["text", "json"] as const) assertEquals(written(format, "debug", "x"), "");
});

Deno.test("createLogger in text lets no value forge a field, break the line or act on a terminal", () => {
  const table = {
    "two words": '"two words"',
    "a level=error": '"a level=error"',
    "": '""',
    'a"b': '"a\\"b"',
    "a\nb": '"a\\nb"',
    "\x1b[31m": '"\\u001b[31m"',
    "\x9b31m": '"\\u009b31m"',
    "\u202eabc": '"\\u202eabc"',
    "a\u2028b": '"a\\u2028b"',
    "Аня": '"Аня"',
  };
  for (const [nick, shown] of Object.entries(table)) {
    assertEquals(
      written("text", "info", "joined", { nick }),
      `2026-11-23T02:15:29.123Z info  joined nick=${shown}\n`,
    );
  }
});

Deno.test("createLogger in JSON writes one object a line", () => {
  const line = written("json", "info", "joined", { nick: "an\nn", ms: 7 });
  assertMatch(line, /^[^\n]+\n$/);
  assertEquals(JSON.parse(line), {
    ts: "2026-11-23T02:15:29.123Z",
    level: "info",
    event: "joined",
    nick: "an\nn",
    ms: 7,
  });
});

Deno.test("droppedLine counts in words for people, and in a field for programs", () => {
  const clock = { date: () => NOW };
  assertEquals(droppedLine("text", 37, clock), "2026-11-23T02:15:29.123Z warn  37 lines dropped\n");
  assertEquals(droppedLine("text", 1, clock), "2026-11-23T02:15:29.123Z warn  1 line dropped\n");
  assertEquals(JSON.parse(droppedLine("json", 37, clock)), {
    ts: "2026-11-23T02:15:29.123Z",
    level: "warn",
    event: "lines dropped",
    count: 37,
  });
});

Deno.test("createLogger says what went wrong, in text and in JSON", () => {
  const cause = new TypeError("a mistake");
  assertEquals(
    written("text", "error", "failed", { cause }),
    '2026-11-23T02:15:29.123Z error failed cause="TypeError: a mistake"\n',
  );
  assertEquals(JSON.parse(written("json", "error", "failed", { cause })).cause, String(cause));
});
