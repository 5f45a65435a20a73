import { assert, assertEquals, assertMatch } from "@std/assert";
import { disconnectText, refusalText, securityText } from "../../client/event_text.ts";
import type { OutboxItem } from "../../client/link/outbox.ts";
import { phrasesOf } from "../support/phrases.ts";

const say = phrasesOf("en");
const item: OutboxItem = { cid: "p-1", command: { kind: "say", text: "x" } };

Deno.test("disconnectText says why there is no connection in the user's language", () => {
  assertEquals(disconnectText({ code: "closed" }, say), "The server closed the connection");
  assertEquals(
    disconnectText({ code: "unreachable", detail: "No route to host (os error 113)" }, say),
    "The server cannot be reached: No route to host",
  );
  const noRoute = { code: "unreachable", detail: "No route to host (os error 113)" } as const;
  assertEquals(
    disconnectText({ ...noRoute, systemCode: "EHOSTUNREACH" }, phrasesOf("ru")),
    "До сервера не достучаться: нет пути к этой машине",
  );
  assertEquals(
    disconnectText({ code: "slow", detail: "Too slow" }, say),
    "You read too slowly and were disconnected; come back and get what you missed",
  );
  assertEquals(
    disconnectText({ code: "kicked", detail: "Gone", data: { by: "ann", reason: "spam" } }, say),
    "You were removed from the chat: Disconnected by ann: spam",
  );
  assertEquals(
    disconnectText({ code: "shutdown", detail: "bye" }, say),
    "The server is shutting down",
  );
});

Deno.test("disconnectText says of a name without an address what fits a narrow screen", () => {
  const detail = "failed to lookup address information: Name or service not known";
  const told = {
    en: "The server cannot be reached: no address for that name",
    ru: "До сервера не достучаться: адрес по имени не найден",
  };
  for (const language of ["en", "ru"] as const) {
    const say = phrasesOf(language);
    const text = disconnectText({ code: "unreachable", detail }, say);
    assertEquals(text, told[language]);
    assert(`${say.client.screen.tryingIn(30)}  ${text}`.length < 80, language);
  }
});

Deno.test("disconnectText names what is no chat server, and fits a narrow screen", () => {
  const ssh = { code: "no_chat_server", detail: "SSH-2.0-OpenSSH_9.6" } as const;
  assertEquals(disconnectText(ssh, say), "It is not a chat server: SSH-2.0-OpenSSH_9.6");
  for (const language of ["en", "ru"] as const) {
    const say = phrasesOf(language);
    for (const [code, port] of [["web_server", "web"], ["irc_server", "IRC"]] as const) {
      const text = disconnectText({ code }, say);
      assertMatch(text, language === "en" ? new RegExp(port) : /веб|IRC/);
      assert(`${say.client.screen.tryingIn(9)}  ${text}`.length <= 80, text);
    }
  }
});

Deno.test("disconnectText falls back on the server's words, or the code", () => {
  const unknown = "new_code" as "flood";
  assertEquals(disconnectText({ code: unknown, detail: "So it\nis" }, say), "So it is");
  assertEquals(disconnectText({ code: unknown }, say), "new_code");
  assertEquals(disconnectText({ code: "constructor" as "flood" }, say), "constructor");
});

Deno.test("refusalText tells the code's meaning for the command that was refused", () => {
  const refused = { type: "refused", item, code: "bad_text", message: "Too long\x1b[31m" } as const;
  assertEquals(refusalText(refused, say), "Too long");
  assertEquals(refusalText({ ...refused, message: "" }, say), "bad_text");
  assertEquals(
    refusalText({ ...refused, code: "muted" }, say),
    "You may not speak in this room now",
  );
  assertEquals(refusalText({ ...refused, code: "unsupported" }, say), say.client.unsupported);
  assertEquals(refusalText({ ...refused, code: "in_doubt" }, say), say.client.inDoubt);
  const direct: OutboxItem = { cid: "p-2", command: { kind: "dm", to: "zzz", text: "x" } };
  assertEquals(
    refusalText({ ...refused, item: direct, code: "no_such_nick" }, phrasesOf("ru")),
    "Здесь нет никого с никнеймом «zzz»",
  );
  const rename: OutboxItem = { cid: "p-3", command: { kind: "nick", nick: "b0b" } };
  assertEquals(
    refusalText({ ...refused, item: rename, code: "nick_taken", data: { like: "bob" } }, say),
    "The nickname 'b0b' is too much like 'bob'",
  );
});

Deno.test("securityText says why the fingerprint was not saved, in the user's language", () => {
  const security = { fingerprint: "sha256:00", trust: "new", unsaved: "Read-only" } as const;
  const last = (text: string) => text.split("\n").at(-1);
  assertEquals(
    last(securityText({ ...security, unsavedCode: "EROFS" } as never, phrasesOf("ru"))),
    "Отпечаток не удалось запомнить: файловая система только для чтения",
  );
  assertEquals(
    last(securityText(security as never, say)),
    "The fingerprint could not be saved: Read-only",
  );
});
