import { assertEquals } from "@std/assert";
import { readInput } from "../../../client/person/typed_input.ts";
import { backText, typedForm, unsentForm } from "../../../client/person/event_sentence.ts";
import type { PendingCommand } from "../../../client/link/outbox.ts";
import { phrasesOf } from "../../support/phrases.ts";

const EN = phrasesOf("en");

Deno.test("typedForm is the text that gives the same command", () => {
  const wishes: readonly PendingCommand[] = [
    { kind: "say", text: "hello" },
    { kind: "say", text: "/etc/passwd" },
    { kind: "say", text: "// a comment" },
    { kind: "say", text: "/* a comment */" },
    { kind: "say", text: "/" },
    { kind: "say", text: "//x\n//y" },
    { kind: "say", text: "/me\ntoo" },
    { kind: "say", text: "waves", action: true },
  ];
  for (const command of wishes) {
    const typed = typedForm(command);
    const input = readInput(typed, () => undefined, EN);
    const text = "text" in command ? command.text : "";
    if (input.kind === "say") assertEquals(input.text, text, typed);
    else assertEquals(input.kind === "command" && input.values, [text], typed);
  }
  assertEquals(typedForm({ kind: "dm", to: "Bob Lee", text: "psst" }), "/msg Bob Lee psst");
  assertEquals(typedForm({ kind: "nick", nick: "rose" }), "/nick rose");
  assertEquals(typedForm({ kind: "room", room: "dev" }), "/room dev");
});

Deno.test("unsentForm is what was typed, and tells for whom or where it was", () => {
  assertEquals(unsentForm({ kind: "dm", to: "bob", text: "psst" }), "/msg bob psst");
  assertEquals(unsentForm({ kind: "say", text: "hello", room: "lobby" }), "hello");
  assertEquals(unsentForm({ kind: "say", text: "hello", room: "dev" }), "#dev hello");
  assertEquals(unsentForm({ kind: "say", text: "waves", action: true }), "/me waves");
});

Deno.test("backText tells how much was missed, loaded, left out or unknown", () => {
  const say = EN.client.screen;
  const back = { type: "caught_up", room: "lobby", back: true } as const;
  const words = (missed: number, skipped: number) => backText({ ...back, missed, skipped }, say);
  assertEquals(words(0, 0), "Connected again, nothing was missed");
  assertEquals(backText({ ...back, missed: 0, skipped: 0 }, say, true), "Connected again");
  assertEquals(words(12, 0), "Connected again, 12 messages missed, all loaded");
  assertEquals(
    words(2000, 3),
    "Connected again, 2003 messages missed: the last 2000 loaded, 3 not",
  );
  assertEquals(
    backText({ ...back, missed: 10, skipped: 0, uncertain: true }, say),
    "Connected again, 10 missed messages loaded; this server does not say whether there were more",
  );
});
