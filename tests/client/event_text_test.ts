import { assertEquals } from "@std/assert";
import { disconnectText, refusalText } from "../../client/event_text.ts";
import { phrases } from "../../i18n/phrases.ts";

const { client: say } = phrases("en");
const item = { cid: "p-1", command: { kind: "say", text: "x" } } as const;

Deno.test("disconnectText says what is known in the server's words, else in its own", () => {
  assertEquals(disconnectText({ code: "closed" }, say), "The server closed the connection");
  assertEquals(
    disconnectText({ code: "unreachable", detail: "No route to host (os error 113)" }, say),
    "The server cannot be reached: No route to host",
  );
  assertEquals(
    disconnectText({ code: "slow", detail: "You read\ntoo slowly" }, say),
    "You read too slowly",
  );
  assertEquals(
    disconnectText({ code: "shutdown", detail: "bye" }, say),
    "The server is shutting down",
  );
});

Deno.test("disconnectText falls back on the code for what it does not know", () => {
  assertEquals(disconnectText({ code: "flood" }, say), "flood");
  assertEquals(disconnectText({ code: "constructor" as "flood" }, say), "constructor");
});

Deno.test("refusalText gives the server's reason, or this side's", () => {
  const refused = { type: "refused", item, code: "bad_text", message: "Too long\x1b[31m" } as const;
  assertEquals(refusalText(refused, say), "Too long");
  assertEquals(refusalText({ ...refused, message: "" }, say), "bad_text");
  assertEquals(refusalText({ ...refused, code: "unsupported" }, say), say.unsupported);
  assertEquals(refusalText({ ...refused, code: "in_doubt" }, say), say.inDoubt);
});
