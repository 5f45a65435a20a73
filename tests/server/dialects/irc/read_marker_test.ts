import { assert, assertEquals } from "@std/assert";
import { ask, IrcWorld } from "./world.ts";

const CAP = "draft/read-marker";

/** Three messages in #dev, each a second after the one before, and their times. */
async function said(world: IrcWorld) {
  const bob = await world.irc("bob");
  await ask(bob, "JOIN #dev");
  for (const text of ["one", "two", "three"]) {
    await world.server.clock.advance(1000);
    await ask(bob, `PRIVMSG #dev :${text}`);
  }
  const messages = world.server.disk.log("dev").filter(({ event }) => event.type === "msg");
  return messages.map(({ event }) => event.ts);
}

Deno.test("MARKREAD keeps how far a nickname has read, for its next connection too", async () => {
  const world = new IrcWorld();
  const [one, two] = await said(world);
  const ann = await world.irc("ann", CAP);
  const joined = await ask(ann, "JOIN #dev");
  const at = joined.findIndex((line) => line === ":chat.local MARKREAD #dev *");
  assert(at > 0 && at < joined.findIndex((line) => line.includes(" 366 ")), joined.join("\n"));
  const mark = (ts: string | undefined) => [`:chat.local MARKREAD #dev timestamp=${ts}`];
  assertEquals(await ask(ann, "MARKREAD #dev"), [":chat.local MARKREAD #dev *"]);
  assertEquals(await ask(ann, `MARKREAD #dev timestamp=${two}`), mark(two));
  // it never goes back, and between two messages the earlier one is read
  assertEquals(await ask(ann, `MARKREAD #dev timestamp=${one}`), mark(two));
  const later = new Date(Date.parse(two!) + 500).toISOString();
  assertEquals(await ask(ann, `MARKREAD #dev timestamp=${later}`), mark(two));
  await ann.bye();
  const again = await world.irc("Ann", CAP);
  assert((await ask(again, "JOIN #dev")).includes(mark(two)[0]!));
  await world.end();
});

Deno.test("MARKREAD of the future is the newest message, and before the first one nothing is read", async () => {
  const world = new IrcWorld();
  const times = await said(world);
  const ann = await world.irc("ann", CAP);
  await ask(ann, "JOIN #dev");
  assertEquals(await ask(ann, "MARKREAD #dev timestamp=2020-01-01T00:00:00.000Z"), [
    ":chat.local MARKREAD #dev *",
  ]);
  assertEquals(await ask(ann, "MARKREAD #dev timestamp=2099-01-01T00:00:00.000Z"), [
    `:chat.local MARKREAD #dev timestamp=${times[2]}`,
  ]);
  await world.end();
});

Deno.test("MARKREAD says what is wrong", async () => {
  const world = new IrcWorld();
  const ann = await world.irc("ann", CAP);
  await world.irc("bob");
  const FAIL = ":chat.local FAIL MARKREAD";
  for (
    const [line, answer] of [
      ["MARKREAD", `${FAIL} NEED_MORE_PARAMS :Parameters are missing`],
      ["MARKREAD #nowhere", `${FAIL} INVALID_PARAMS #nowhere :No such channel`],
      ["MARKREAD nobody", `${FAIL} INVALID_PARAMS nobody :No such nickname`],
      ["MARKREAD #dev timestamp=x", `${FAIL} INVALID_PARAMS #dev timestamp=x :Invalid time`],
      ["MARKREAD #dev 2026", `${FAIL} INVALID_PARAMS #dev 2026 :Invalid time`],
      // private messages are kept nowhere
      ["MARKREAD bob", ":chat.local MARKREAD bob *"],
      [
        "MARKREAD bob timestamp=2026-11-23T09:00:00.000Z",
        ":chat.local MARKREAD bob timestamp=2026-11-23T09:00:00.000Z",
      ],
    ] as const
  ) {
    assertEquals(await ask(ann, line), [answer], line);
  }
  await world.end();
});

Deno.test("JOIN says nothing of marks to a client that does not know them", async () => {
  const world = new IrcWorld();
  const ann = await world.irc("ann");
  assertEquals((await ask(ann, "JOIN #dev")).filter((line) => line.includes("MARKREAD")), []);
  await world.end();
});

Deno.test("MARKREAD asks other servers once for each nickname, and not where nobody wants to know", async () => {
  const world = new IrcWorld();
  const asked: string[] = [];
  Object.assign(world.server.readMarks, {
    prepare: (reader: string) => Promise.resolve(void asked.push(reader)),
  });
  const ann = await world.irc("ann", CAP);
  await ask(ann, "JOIN #dev,#ops");
  await ask(ann, "MARKREAD #dev");
  assertEquals(asked, ["irc ann"]);
  await ask(ann, "NICK anna");
  await ask(ann, "JOIN #pub");
  assertEquals(asked, ["irc ann", "irc anna"]);
  const bob = await world.irc("bob");
  await ask(bob, "JOIN #dev");
  assertEquals(asked.length, 2);
  await world.end();
});
