import { assert, assertEquals } from "@std/assert";
import fc from "../../../support/fast_check.ts";
import { foldNick } from "../../../../protocol/nick_fold.ts";
import { checkNick } from "../../../../protocol/names.ts";
import {
  asWord,
  ircNick,
  isIrcNick,
  roomOf,
} from "../../../../server/dialects/irc/nick_and_channel.ts";
import { parseMessage } from "../../../../server/dialects/irc/message_format.ts";

Deno.test("ircNick leaves a nickname that IRC can have as it is", () => {
  for (const nick of ["ann", "Ann_2", "Даша", "a.b", "a-b", "[x]", "a|b"]) {
    assertEquals(ircNick(nick), nick);
  }
});

Deno.test("ircNick gives any nickname a form that is one word and counts as the same", () => {
  const nicks = fc.string({ unit: fc.constantFrom(..." !@*?,.:$#&~%+abé"), minLength: 1 })
    .filter((nick) => checkNick(nick).ok);
  fc.assert(fc.property(nicks, (nick) => {
    const shown = ircNick(nick);
    assertEquals(parseMessage(`X ${shown} y`).params, [shown, "y"]);
    assert(!/[!@,*?]/.test(shown), shown);
    assertEquals(foldNick(shown), foldNick(nick));
  }));
});

Deno.test("isIrcNick refuses what IRC's grammar has a meaning for", () => {
  for (const nick of ["", "a b", "a!b", "a@b", "*", "a,b", "#a", ":a", "@a", "+a", "a\u00a0b"]) {
    assert(!isIrcNick(nick), nick);
  }
  assert(isIrcNick("ann"));
});

Deno.test("roomOf knows the room of a channel, and what is none", () => {
  assertEquals(roomOf("#Lobby"), "lobby");
  assertEquals(roomOf("lobby"), undefined);
  assertEquals(roomOf("#"), undefined);
  assertEquals(roomOf("#a/b"), undefined);
});

Deno.test("asWord makes one word of whatever a client has sent", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const word = asWord(text.replace(/[\r\n]/g, ""));
    assertEquals(parseMessage(`X ${word} y`).params, [word, "y"]);
  }));
});
