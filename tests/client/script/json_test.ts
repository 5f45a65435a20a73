import { assertEquals } from "@std/assert";
import type { LinkEvent } from "../../../client/link/events.ts";
import { jsonFrame } from "../../../client/script/json.ts";
import { msgFrame, welcomeFrame } from "../../support/fake_server.ts";

const item = { cid: "p-1", command: { kind: "say", text: "x" } } as const;
const entered = {
  type: "entered",
  nick: "ann",
  room: "lobby",
  members: ["ann"],
  count: 1,
  back: false,
  plain: false,
} as const;

Deno.test("jsonFrame gives the server's frames as they came, but for the secret", () => {
  const { resume: _, ...welcome } = welcomeFrame({ last: 3 });
  assertEquals(jsonFrame({ ...entered, frame: welcomeFrame({ last: 3 }) }), welcome);
  const message = msgFrame(3, { old: true });
  assertEquals(jsonFrame({ type: "message", room: "lobby", message, own: false }), { ...message });
  const left = { type: "left", ts: "t", nick: "bob", reason: "tired" } as const;
  assertEquals(jsonFrame({ type: "presence", room: "lobby", frame: left, own: false }), {
    ...left,
  });
  const dm = { type: "dm", ts: "t", nick: "bob", to: "ann", text: "x", cid: "c" } as const;
  assertEquals(jsonFrame({ type: "dm", frame: dm, own: false }), { ...dm });
});

Deno.test("jsonFrame tells what else a script has to know", () => {
  assertEquals(jsonFrame({ type: "caught_up", room: "lobby", back: true, missed: 3, skipped: 0 }), {
    type: "live",
  });
  assertEquals(jsonFrame({ type: "lost", room: "lobby", first: 3, last: 5 }), {
    type: "lost",
    first: 3,
    last: 5,
  });
  const refused = { type: "refused", item, code: "bad_text", message: "no" } as const;
  assertEquals(jsonFrame(refused), {
    type: "error",
    code: "bad_text",
    message: "no",
    cid: "p-1",
  });
});

Deno.test("jsonFrame invents no numbers for the old server", () => {
  assertEquals(jsonFrame(entered), { type: "welcome", nick: "ann", room: "lobby" });
  const message = msgFrame(0, { cid: "" });
  const { id: _, cid: __, ...rest } = message;
  assertEquals(jsonFrame({ type: "message", room: "lobby", message, own: false }), rest);
  assertEquals(jsonFrame({ type: "prose", text: "hm" }), { type: "prose", text: "hm" });
});

Deno.test("jsonFrame leaves out what is between the client and its user", () => {
  const silent: LinkEvent[] = [
    { type: "connecting" },
    { type: "waiting", reason: { code: "closed" }, retryMs: 1 },
    { type: "nick_wanted" },
    { type: "acknowledged", item, id: 1 },
    { type: "page", room: "lobby", messages: [] },
  ];
  assertEquals(silent.map(jsonFrame), silent.map(() => undefined));
});
