import { assertEquals } from "@std/assert";
import { PlainHistory } from "../../../client/link/plain_history.ts";
import { Session, type SessionOptions } from "../../../client/link/session.ts";
import { MAX_PLAIN_KNOWN } from "../../../client/limits.ts";
import type { MsgFrame } from "../../../protocol/frames.ts";

function old(text: string, nick = "bob"): MsgFrame {
  return { id: 0, ts: "2025-11-23T02:15:29.000Z", type: "msg", nick, text, cid: "", old: true };
}

function sessionOf(options: Partial<SessionOptions> = {}): Session {
  return new Session({ nick: "ann", room: "lobby", prefix: "p", ...options });
}

/** What is new of these texts, which the server sends as its history. */
function newOf(session: Session, texts: readonly string[]) {
  const history = new PlainHistory(session);
  history.begin();
  texts.forEach((text) => history.add(old(text)));
  const { messages, ...rest } = history.end();
  history.remember(messages);
  return { texts: messages.map(({ text }) => text), ...rest };
}

Deno.test("PlainHistory is all new at first, or as much as is wanted", () => {
  assertEquals(newOf(sessionOf(), ["1", "2", "3"]).texts, ["1", "2", "3"]);
  assertEquals(newOf(sessionOf({ history: 2 }), ["1", "2", "3"]), {
    texts: ["2", "3"],
    back: false,
    missed: 0,
    uncertain: false,
  });
});

Deno.test("PlainHistory knows again what it had before a cut, also what was not wanted", () => {
  const session = sessionOf({ history: 1 });
  newOf(session, ["1", "2"]);
  assertEquals(newOf(session, ["1", "2", "3"]), {
    texts: ["3"],
    back: true,
    missed: 1,
    uncertain: false,
  });
  assertEquals(newOf(session, ["8", "9"]).uncertain, true);
});

Deno.test("PlainHistory takes messages of the history alone, and only while it is sent", () => {
  const history = new PlainHistory(sessionOf());
  assertEquals([history.isOpen, history.add(old("x"))], [false, false]);
  history.begin();
  const { old: _, ...live } = old("live");
  assertEquals([history.isOpen, history.add(old("x")), history.add(live)], [true, true, false]);
});

Deno.test("PlainHistory remembers MAX_PLAIN_KNOWN messages; of one more it forgets the oldest", () => {
  const session = sessionOf();
  const history = new PlainHistory(session);
  const messages = Array.from({ length: MAX_PLAIN_KNOWN + 1 }, (_, i) => old(`${i}`));
  history.remember(messages.slice(0, -1));
  assertEquals([session.plainRecent?.length, session.plainRecent?.[0]], [
    MAX_PLAIN_KNOWN,
    "bob: 0",
  ]);
  history.remember(messages.slice(-1));
  assertEquals([session.plainRecent?.length, session.plainRecent?.[0]], [
    MAX_PLAIN_KNOWN,
    "bob: 1",
  ]);
});
