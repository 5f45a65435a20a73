import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "../support/fast_check.ts";
import {
  MAX_LINE_BYTES,
  MAX_NICK_BYTES,
  MAX_NICK_COLUMNS,
  MAX_ROOM_CHARS,
} from "../../protocol/limits.ts";
import { checkNick, checkRoom } from "../../protocol/names.ts";
import { cleanText, type InvalidText, utf8Bytes, type ValidText } from "../../protocol/text.ts";
import { anyText } from "./arbitraries.ts";

const ESC = "\x1b";

/** A nickname that is as long as its record gets: quotes take two bytes, and marks no column. */
const LONGEST_NICK = '"'.repeat(MAX_NICK_COLUMNS) +
  "\u0316".repeat((MAX_NICK_BYTES - MAX_NICK_COLUMNS) / 2);

function fault(checked: ValidText | InvalidText): string {
  return checked.ok ? `accepted ${JSON.stringify(checked.value)}` : checked.fault;
}

function accepted(checked: ValidText | InvalidText): string {
  assert(checked.ok, fault(checked));
  return checked.value;
}

Deno.test("checkNick takes names of every script, spaces inside, and emoji made of several", () => {
  for (
    const nick of [
      "ann",
      "Ann Lee",
      "Аня",
      "日本",
      "नमस्ते",
      "محمد",
      "שרה",
      "a:b",
      "ann:",
      "R2-D2",
      "👩🏽‍🚀",
      "❤️",
      "👨‍👩‍👧",
      "🏳️‍🌈",
    ]
  ) assertEquals(accepted(checkNick(nick)), nick.normalize("NFC"));
});

Deno.test("checkNick composes a name", () => {
  assertEquals(accepted(checkNick("Ame\u0301lie")), "Am\u00e9lie");
});

Deno.test("checkNick refuses names that hide, pretend or break a line, each with its reason", () => {
  const table: Record<string, readonly string[]> = {
    nick_empty: [""],
    nick_ends: [" ann", "ann ", " "],
    nick_colon: [":ann", ":", "ann: hi", "a: "],
    nick_chars: [
      "a\nb",
      "a\tb",
      "a\0b",
      `a${ESC}[31m`,
      "a\x7f",
      "a\x9b",
      "a\u200bb",
      "a\u200db",
      "a\u200cb",
      "a\ufe0f",
      "a\u202eb",
      "a\u2066b",
      "a\ufeff",
      "a\u00ad",
      "a\u00a0b",
      "a\u3000b",
      "a\u2028b",
      "\u3164",
      "\u115f",
      "a\ud800",
      "a\ue000",
      "a\u{e0041}",
      "a\uffff",
      "a\u0378",
      "\u0301",
    ],
  };
  for (const [wanted, nicks] of Object.entries(table)) {
    for (const nick of nicks) {
      const seen = fault(checkNick(nick));
      // what is refused for two reasons may be refused for either
      const reasons = nick === ":" || nick === "a: " ? ["nick_colon", "nick_ends"] : [wanted];
      assert(reasons.includes(seen), `${JSON.stringify(nick)}: ${seen}`);
    }
  }
});

Deno.test("checkNick takes the widest name and refuses one column more, in narrow and wide letters", () => {
  const wide = "日".repeat(MAX_NICK_COLUMNS / 2);
  for (const nick of ["x".repeat(MAX_NICK_COLUMNS), wide, "я".repeat(MAX_NICK_COLUMNS)]) {
    assertEquals(accepted(checkNick(nick)), nick);
    assertEquals(checkNick(nick + "x"), {
      ok: false,
      fault: "nick_wide",
      seen: MAX_NICK_COLUMNS + 1,
      limit: MAX_NICK_COLUMNS,
    });
  }
});

Deno.test("checkNick takes the longest name in bytes and refuses one more", () => {
  assertEquals(utf8Bytes(LONGEST_NICK), MAX_NICK_BYTES);
  assertEquals(accepted(checkNick(LONGEST_NICK)), LONGEST_NICK);
  const longer = LONGEST_NICK.replace('""', "éé").replace(/\u0316$/, "");
  assertEquals(utf8Bytes(longer), MAX_NICK_BYTES);
  assertEquals(fault(checkNick(longer.replace('"', "é"))), "nick_bytes");
  assertEquals(checkNick(LONGEST_NICK + "\u0316"), {
    ok: false,
    fault: "nick_bytes",
    seen: MAX_NICK_BYTES + 2,
    limit: MAX_NICK_BYTES,
  });
});

Deno.test("checkNick and checkRoom refuse what is far too long, whatever it would be composed to", () => {
  const marks = "a" + "\u0315\u0300".repeat(MAX_LINE_BYTES / 4);
  assertEquals(checkNick(marks), {
    ok: false,
    fault: "nick_bytes",
    seen: utf8Bytes(marks),
    limit: MAX_NICK_BYTES,
  });
  assertEquals(fault(checkRoom(marks)), "room_name");
  // the longest that is composed: four characters to one
  const composed = "\u1f82".repeat(MAX_ROOM_CHARS);
  assertEquals(accepted(checkRoom(composed.normalize("NFD"))), composed);
});

Deno.test("checkNick accepts what it has accepted, and the name is one harmless line", () => {
  const nick = fc.oneof(anyText, fc.string({ unit: "grapheme", maxLength: 40 }));
  fc.assert(
    fc.property(nick, (raw) => {
      const checked = checkNick(raw);
      if (!checked.ok) return;
      assertEquals(checkNick(checked.value), checked);
      assertEquals(cleanText(checked.value), checked.value);
      assertFalse(/[\n\t]/.test(checked.value));
      assertEquals(checked.value, checked.value.trim());
    }),
    { numRuns: 1000 },
  );
});

Deno.test("checkRoom takes letters and digits of every script, in lower case, without the #", () => {
  const table = {
    lobby: "lobby",
    "#lobby": "lobby",
    LOBBY: "lobby",
    "ｌobby": "lobby",
    "комната": "комната",
    "Комната-2": "комната-2",
    "日本語": "日本語",
    "नमस्ते": "नमस्ते",
    "v1.2": "v1.2",
    _x: "_x",
    "a--b": "a--b",
    "console": "console",
    com: "com",
    com10: "com10",
    "x.con": "x.con",
  };
  for (const [raw, room] of Object.entries(table)) assertEquals(accepted(checkRoom(raw)), room);
});

Deno.test("checkRoom refuses what is no folder name on every system", () => {
  for (
    const room of [
      "",
      "#",
      "##a",
      ".",
      "..",
      "...",
      ".hidden",
      "a.",
      "-a",
      "a/b",
      "../a",
      "a\\b",
      "a b",
      "a\0b",
      "a\nb",
      "a:b",
      "a*",
      "a?",
      'a"',
      "a|b",
      "<a>",
      "~",
      "\u0301a",
      "a\u200bb",
      "a\u202eb",
      "🙂",
      "a\ud800",
    ]
  ) assertEquals(fault(checkRoom(room)), "room_name", JSON.stringify(room));
});

Deno.test("checkRoom refuses the names of devices of Windows for what they are", () => {
  for (
    const room of [
      ...["con", "CON", "#con", "ｃｏｎ", "nul", "prn", "aux", "com1", "com¹", "lpt9"],
      "con.txt",
    ]
  ) assertEquals(checkRoom(room), { ok: false, fault: "room_reserved" }, room);
  for (const room of ["cont", "a.con", "com"]) assertEquals(accepted(checkRoom(room)), room);
  assertEquals(fault(checkRoom("con.")), "room_name", "the wrong shape is told first");
});

Deno.test("checkRoom takes the longest name and refuses one character more", () => {
  for (const letter of ["x", "я", "日"]) {
    const longest = letter.repeat(MAX_ROOM_CHARS);
    assertEquals(accepted(checkRoom(longest)), longest);
    assertEquals(accepted(checkRoom("#" + longest)), longest);
    assertEquals(checkRoom(longest + letter), {
      ok: false,
      fault: "room_name",
      limit: MAX_ROOM_CHARS,
    });
  }
});

Deno.test("checkRoom gives a room one name, however it is written", () => {
  // the capital is two characters, the small letter one: U+01F0
  assertEquals(accepted(checkRoom("J\u030cx")), "\u01f0x");
  assertEquals(accepted(checkRoom("\u01f0x")), "\u01f0x");
  const letter = fc.oneof(
    fc.constantFrom(..."Jİßſ\u030c\u0307._-#ΣςK"),
    fc.integer({ min: 0x20, max: 0x24ff }).map((unit) => String.fromCharCode(unit)),
  );
  fc.assert(
    fc.property(fc.string({ unit: letter, minLength: 1, maxLength: 8 }), (raw) => {
      const checked = checkRoom(raw);
      if (!checked.ok) return;
      assertEquals(checkRoom(checked.value), checked);
      assertFalse(/[/\\]|^\.|\.$/.test(checked.value));
    }),
    { numRuns: 3000 },
  );
});

Deno.test("checkRoom takes no letters that show nothing", () => {
  for (const hidden of ["\u3164", "\u115f", "a\u3164b", "a\u034fb", "a\ufe0f", "\uffa0"]) {
    assertEquals(fault(checkRoom(hidden)), "room_name", JSON.stringify(hidden));
  }
});
