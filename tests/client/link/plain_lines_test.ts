import { assertEquals } from "@std/assert";
import { knownBeginning, readPlainLine } from "../../../client/link/plain_lines.ts";

Deno.test("readPlainLine reads what the old server says", () => {
  assertEquals(readPlainLine("боря: привет: да"), {
    kind: "message",
    nick: "боря",
    text: "привет: да",
    time: undefined,
  });
  assertEquals(readPlainLine("[2025-11-23 02:15:29] боря: привет"), {
    kind: "message",
    nick: "боря",
    text: "привет",
    time: "2025-11-23 02:15:29",
  });
  assertEquals(readPlainLine("--- боря присоединился к чату. ---"), {
    kind: "joined",
    nick: "боря",
  });
  assertEquals(readPlainLine("--- боря покинул чат. ---"), { kind: "left", nick: "боря" });
  assertEquals(readPlainLine("--- Последние 10 сообщений ---").kind, "history_begins");
  assertEquals(readPlainLine("--- Конец истории ---").kind, "history_ends");
  assertEquals(readPlainLine("Истории чата еще нет.").kind, "no_history");
  assertEquals(readPlainLine("    |   x"), { kind: "continued", text: "  x" });
});

Deno.test("readPlainLine takes all else for prose", () => {
  for (const text of ["", "hello", "[2025-11-23 02:15:29] боря покинул чат.", "nick:no space"]) {
    assertEquals(readPlainLine(text), { kind: "prose", text });
  }
});

Deno.test("knownBeginning finds where a history goes on after what is known", () => {
  const known = ["1", "2", "3", "4"];
  assertEquals(knownBeginning(known, ["2", "3", "4", "5"]), 3);
  assertEquals(knownBeginning(known, ["1", "2", "3", "4"]), 4);
  assertEquals(knownBeginning(known, ["3", "4", "3"]), 2);
  assertEquals(knownBeginning(known, ["7", "8"]), 0);
  assertEquals(knownBeginning([], ["1"]), 0);
  assertEquals(knownBeginning(["ok", "ok"], ["ok", "ok", "ok"]), 2);
});

Deno.test("knownBeginning finds it although the server has another order", () => {
  assertEquals(knownBeginning(["1", "mine", "2"], ["1", "2", "mine", "3"]), 3);
});
