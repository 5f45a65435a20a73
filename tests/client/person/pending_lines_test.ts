import { assertEquals } from "@std/assert";
import { renderPending } from "../../../client/person/pending_lines.ts";
import { plain } from "../../../client/tty/style.ts";
import { phrasesOf } from "../../support/phrases.ts";

const say = phrasesOf("en").client.screen;

Deno.test("renderPending looks as the message will, with a mark in place of the time", () => {
  const line = (command: Parameters<typeof renderPending>[0]["command"]) =>
    plain(renderPending({ cid: "c", command }, { nick: "ann", room: "lobby" }, say));
  assertEquals(line({ kind: "say", text: "hi" }), "    … ann: hi");
  assertEquals(line({ kind: "say", text: "hi", room: "lobby" }), "    … ann: hi");
  assertEquals(line({ kind: "say", text: "hi", room: "dev" }), "    … #dev ann: hi");
  assertEquals(line({ kind: "say", text: "a\n\tb" }), "    … ann: a …");
  assertEquals(line({ kind: "say", text: "waves", action: true }), "    … * ann waves");
  assertEquals(line({ kind: "dm", to: "bob", text: "psst" }), "    … privately to bob: psst");
  assertEquals(line({ kind: "nick", nick: "rose" }), "    … /nick rose");
  assertEquals(line({ kind: "room", room: "dev" }), "    … /room dev");
});
