import { assert, assertEquals } from "@std/assert";
import { type ServerError, serverErrorText, type Subject } from "../../client/server_error_text.ts";
import { LANGUAGES } from "../../i18n/phrases.ts";
import type { ErrorCode } from "../../protocol/frames.ts";
import { MAX_NICK_COLUMNS } from "../../protocol/limits.ts";
import { phrasesOf } from "../support/phrases.ts";

const SUBJECT: Subject = { nick: "b0b", room: "#", text: " " };

/** Every code there is, and whether its sentence needs nothing that the server says. */
const CODES: Readonly<Record<ErrorCode, boolean>> = {
  bad_frame: false,
  bad_nick: false,
  bad_room: true,
  bad_text: true,
  bad_version: true,
  banned: true,
  flood: true,
  full: true,
  hello_timeout: true,
  internal: true,
  kicked: true,
  line_too_long: true,
  muted: true,
  nick_taken: true,
  no_such_nick: true,
  not_admitted: true,
  not_in_room: true,
  not_operator: true,
  not_saved: true,
  password: true,
  ping_timeout: true,
  removed: true,
  replaced: true,
  search_failed: true,
  searching: true,
  slow: true,
  slow_down: true,
  too_many_bad_lines: true,
  too_many_rooms: true,
  unavailable: true,
};

Deno.test("serverErrorText speaks the user's language, whatever the server speaks", () => {
  const message = "In the words of the server";
  const data = { by: "ann", barrier: "full" } as const;
  for (const language of LANGUAGES) {
    for (const [code, isOwn] of Object.entries(CODES)) {
      const said = serverErrorText({ code, message, data }, phrasesOf(language), SUBJECT);
      assertEquals(said !== message, isOwn, `${language} ${code}: ${said}`);
      assert(!said.includes("undefined"), said);
    }
  }
});

Deno.test("serverErrorText says all that the server has told", () => {
  const until = "2026-11-23T00:00:00.000Z";
  const cases: [error: Omit<ServerError, "message">, said: string][] = [
    [{ code: "nick_taken" }, "The nickname 'b0b' is taken"],
    [{ code: "nick_taken", data: { like: "bob" } }, "The nickname 'b0b' is too much like 'bob'"],
    [{ code: "nick_taken", data: { reserved: true } }, "The nickname 'b0b' is reserved"],
    [{ code: "banned" }, "You are banned from this server"],
    [{ code: "banned", data: { until } }, `You are banned from this server until ${until}`],
    [{ code: "banned", data: { room: "den" } }, "You are banned from this room"],
    [{ code: "kicked", data: { by: "ann" } }, "Disconnected by ann"],
    [
      { code: "removed", data: { by: "ann", room: "den", reason: "spam" } },
      "ann removed you from the room: spam",
    ],
    [{ code: "not_admitted", data: { barrier: "invite" } }, "This room is by invitation only"],
    [
      { code: "bad_room", data: { cause: "too_many" } },
      "The server has as many rooms as it may have",
    ],
    [
      { code: "bad_room", data: { cause: "too_many_new", retry_ms: 4500 } },
      "Too many new rooms were made from here: try again in 5 s",
    ],
    [
      { code: "bad_room", data: { cause: "unusable" } },
      "The room # cannot be opened: its log cannot be used",
    ],
    [
      { code: "not_saved", data: { cause: "unreadable" } },
      "The message was saved earlier, but its record can no longer be read",
    ],
    [{ code: "not_in_room", data: { cause: "no_room" } }, "You are in no room"],
    [
      { code: "not_operator", data: { cause: "topic" } },
      "Only an operator of the room may change its topic",
    ],
    [{ code: "password" }, "The password is wrong"],
    [
      { code: "password", data: { retry_ms: 60_000 } },
      "Too many passwords were tried from your address; try again in a minute",
    ],
  ];
  for (const [error, said] of cases) {
    assertEquals(serverErrorText({ message: "?", ...error }, phrasesOf("en"), SUBJECT), said);
  }
});

Deno.test("serverErrorText says what is wrong by the rules that both sides have", () => {
  const nick = "x".repeat(MAX_NICK_COLUMNS + 1);
  const error = { code: "bad_nick", message: "Слишком широко" };
  assertEquals(
    serverErrorText(error, phrasesOf("en"), { nick }),
    `The nickname is ${MAX_NICK_COLUMNS + 1} columns wide; the maximum is ${MAX_NICK_COLUMNS}`,
  );
  // another server may have other rules
  assertEquals(serverErrorText(error, phrasesOf("en"), { nick: "ann" }), "Слишком широко");
});

Deno.test("serverErrorText lets nothing of the server's act on a terminal", () => {
  const evil = "a\x1b[31m\nb";
  assertEquals(serverErrorText({ code: "new", message: evil }, phrasesOf("en")), "a b");
  const data = { by: evil, reason: evil };
  const said = serverErrorText({ code: "kicked", message: "", data }, phrasesOf("en"));
  assertEquals(said, "Disconnected by a b: a b");
});
