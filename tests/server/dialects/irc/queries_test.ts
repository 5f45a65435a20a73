import { assert, assertEquals } from "@std/assert";
import { MAX_IRC_LINE_BYTES } from "../../../../server/dialects/irc/limits.ts";
import { say } from "../../fakes/connection.ts";
import { ask, IrcWorld } from "./world.ts";

Deno.test("IRC: the idle time counts from what somebody said last, at every door", async () => {
  const world = new IrcWorld();
  const [nat, pla, ann] = [
    await world.native("nat"),
    await world.plain("pla"),
    await world.irc("ann"),
  ];
  await ask(ann, "JOIN #lobby");
  const idle = async (nick: string) => {
    const lines = await ask(ann, `WHOIS ${nick}`, "WHO #lobby %nl");
    const [, whois] = / 317 \S+ \S+ (\d+) /.exec(lines.join("\n")) ?? [];
    const [, whox] = new RegExp(` 354 ann ${nick} (\\d+)`).exec(lines.join("\n")) ?? [];
    assertEquals(whox, whois, lines.join("\n"));
    return Number(whois);
  };
  const pass = (seconds: number) => world.server.clock.advance(seconds * 1000);
  await pass(10);
  assertEquals([await idle("nat"), await idle("pla")], [10, 10]);
  await nat.socket.frames(say("1", "hi"));
  await pla.socket.send("hi\n");
  // times of records only ever grow: they may be some milliseconds ahead
  await pass(3.5);
  assertEquals([await idle("nat"), await idle("pla"), await idle("ann")], [3, 3, 13]);
  await nat.socket.frames({ type: "dm", cid: "2", to: "ann", text: "psst" });
  await pla.socket.send("/me waves\n");
  await pass(1.5);
  await nat.socket.frames({ type: "who" });
  assertEquals([await idle("nat"), await idle("pla")], [1, 1]);
  await world.end();
});

Deno.test("IRC: an operator and oneself are shown an address without a port (338), and nobody else", async () => {
  const world = new IrcWorld();
  const [ann, bob] = [await world.irc("ann"), await world.irc("bob")];
  const addresses = async (nick: string) =>
    (await ask(ann, `WHOIS ${nick}`)).filter((line) => / 338 /.test(line));
  assertEquals(await addresses("ann"), [":chat.local 338 ann ann 192.0.2.1 :actually came from"]);
  assertEquals(await addresses("bob"), []);
  await ask(bob);
  await world.end();
});

/** The longest names there are: 32 letters of one column and four bytes. */
const LONG = "𐐨".repeat(32);

Deno.test("IRC: no line is longer than MAX_IRC_LINE_BYTES, with the longest names and texts", async () => {
  const world = new IrcWorld();
  const ann = await world.irc(LONG, "extended-join away-notify setname userhost-in-names");
  const bob = await world.irc(`${LONG.slice(2)}b`, "extended-join away-notify setname");
  const room = `#${"𐐨".repeat(32)}`;
  const text = "ю ".repeat(120);
  const target = `${LONG.slice(2)}b`;
  await ask(ann, `JOIN ${room}`, `SETNAME :${text}`);
  await ask(bob, `JOIN ${room}`, `SETNAME :${text}`);
  const lines = [
    ...[`TOPIC ${room} :${text}`, `TOPIC ${room}`, `AWAY :${text}`, `WHO ${room}`, "WHO *"],
    ...[`WHO ${room} %tcuihsnfdlaor,123`, `WHO ${room} %cuhsnf`, `WHOIS ${target}`, "LIST"],
    ...[`NAMES ${room}`, `USERHOST ${target} ${target}`, `ISON ${target} ${target} ${target}`],
    ...[
      `MONITOR + ${target},${LONG}`,
      "MONITOR S",
      `MODE ${room} +vb ${target} ${"b".repeat(170)}`,
    ],
    ...[`MODE ${room} b`, `INVITE ${target} ${room}`, `PRIVMSG ${target} :${"x".repeat(60)}`],
    ...[
      `KICK ${room} ${target} :${text}`,
      `PART ${room} :${text}`,
      `JOIN ${room}`,
      `QUIT :${text}`,
    ],
  ];
  for (const line of lines) {
    const got = [...await ask(ann, line), ...await ask(bob, `WHOWAS ${LONG}`)];
    for (const each of got) {
      const bytes = new TextEncoder().encode(each).length + 2;
      assert(bytes <= MAX_IRC_LINE_BYTES, `${line}: ${bytes} ${each}`);
    }
  }
  await world.end();
});
