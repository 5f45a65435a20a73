import { assertEquals } from "@std/assert";
import { enCount, enForm } from "../../../i18n/en/plural.ts";
import { phrasesOf } from "../../support/phrases.ts";

Deno.test("enCount and enForm follow the number", () => {
  assertEquals([0, 1, 2, 21].map((count) => enCount(count, "message")), [
    "0 messages",
    "1 message",
    "2 messages",
    "21 messages",
  ]);
  assertEquals(enCount(2, "entry", "entries"), "2 entries");
  assertEquals([1, 2].map((count) => enForm(count, "is", "are")), ["is", "are"]);
});

Deno.test("English sentences agree with their numbers", () => {
  assertEquals(phrasesOf("en").server.full(1), "The server is full: 1 client is connected");
  assertEquals(phrasesOf("en").server.full(2), "The server is full: 2 clients are connected");
});
