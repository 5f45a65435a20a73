/** Several servers, one truth about people: who is where, away, banned. Real processes, a real database. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { connectLines } from "../support/lines.ts";
import { needsPostgres } from "../support/postgres.ts";
import { runChat, type Server } from "../support/process.ts";
import { Irc } from "./irc_support.ts";
import { Cluster, freeze, resume } from "./support/cluster.ts";
import { connectGuest, enter, type Frame } from "./support/guest.ts";
import { enterWeb } from "./support/web.ts";

const { ignore } = needsPostgres();

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ ignore, name, fn });
}

/** Gives a command to a server. */
async function admin({ data }: Server, ...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await runChat(["admin", "--data", data, ...words]);
  assertEquals(code, 0, stdout + stderr);
  return stdout;
}

/** Asks until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !await isSo(); tries++) assert(tries < 100, "it never was so");
}

/** What somebody is told who comes to a server: the error, or that there is none. */
async function refusal(node: Server, nick: string): Promise<string | undefined> {
  const guest = await connectLines(node.address);
  try {
    await guest.next(/NICKNAME_REQUEST|"banned"/);
    await guest.send(JSON.stringify({ type: "hello", v: 1, nick }));
    const line = await guest.next(/"welcome"|"error"|^SERVER/);
    return JSON.parse(line).code;
  } catch {
    return guest.lines.join("\n").includes("banned") ? "banned" : guest.lines.join("\n");
  } finally {
    await guest[Symbol.asyncDispose]();
  }
}

test("Who is banned or sent away at one server is so at all, until the ban is lifted at any", async () => {
  await using cluster = await Cluster.start({});
  const data = await Deno.makeTempDir({ prefix: "chat-data-" });
  await using _data = { [Symbol.asyncDispose]: () => Deno.remove(data, { recursive: true }) };
  await Deno.writeTextFile(`${data}/bans.json`, '[{"nick":"old"}]');
  const unsafe = "--cluster-unsafe";
  const [one, two] = [
    await cluster.nodeWith({ data, args: [unsafe] }),
    await cluster.node(unsafe),
  ];
  // the bans of a server that was alone before hold at all
  assertEquals(await refusal(two, "old"), "banned");
  assertEquals(JSON.parse(await Deno.readTextFile(`${data}/bans.json`)), []);
  assertStringIncludes(await admin(two, "/unban", "OLD"), "old");
  await using watcher = await enter(one, "watcher");
  await using old = await enter(one, "old");

  await using ann = await enter(two, "ann");
  assertStringIncludes(await admin(one, "/kick", "ann", "be", "nice"), "ann");
  const kicked = await ann.nextFrame("error");
  assertEquals([kicked.code, kicked.reason], ["kicked", "be nice"]);
  await ann.closed;
  await watcher.next(/"left".*"ann"/);

  await using eve = await enter(two, "eve");
  await admin(one, "/ban", "eve", "for", "2h", "spam");
  const expelled = await eve.nextFrame("error");
  assertEquals([expelled.code, expelled.reason], ["kicked", "spam"]);
  await eve.closed;
  await until(async () => /eve.*spam/.test(await admin(two, "/bans")));
  for (const node of [one, two]) assertEquals(await refusal(node, "EVE"), "banned");

  // an address, whoever comes from it
  await using bob = await enter(two, "bob");
  // of this machine's own no operator can ban one: the file of a server that was alone has it
  const more = await Deno.makeTempDir({ prefix: "chat-data-" });
  await using _more = { [Symbol.asyncDispose]: () => Deno.remove(more, { recursive: true }) };
  await Deno.writeTextFile(
    `${more}/bans.json`,
    '[{"address":"127.0.0.1","reason":"flood"}]',
  );
  await cluster.nodeWith({ data: more, args: [unsafe] });
  assertEquals((await bob.nextFrame("error")).code, "banned");
  await bob.closed;
  await old.closed;
  await watcher.closed;
  for (const node of [one, two]) assertEquals(await refusal(node, "joe"), "banned");
  await admin(two, "/unban", "127.0.0.1");
  await admin(two, "/unban", "eve");
  await until(async () => (await admin(one, "/bans")).includes("Nobody"));
  for (const [i, node] of [one, two, one, two].entries()) {
    await using again = await enter(node, i < 2 ? "eve" : `joe${i}`);
    assert(again.welcome.nick);
    await again.send({ type: "bye" });
    await again.closed;
    await cluster.postgres.primary.until(
      `select 1 where not exists (select from chat.name)`,
      cluster.database,
    );
  }
});

test("Members of four doors and two servers see the same people: who is there, away, and from where", async () => {
  await using cluster = await Cluster.start({});
  const [one, two] = await cluster.openTwo("--cluster-unsafe");
  await using ann = await enter(one, "ann", { rooms: true });
  await using bob = await enter(two, "bob", { rooms: true });
  await using web = await enterWeb(one, "web", { rooms: true });
  await using plain = await connectLines(two.address);
  await plain.send("eve");
  await plain.next(/End of history|history/i);
  await using irc = await Irc.join({ port: one.ircPort }, "ilse", ["away-notify", "extended-join"]);
  await using far = await Irc.join({ port: two.ircPort }, "fred", ["away-notify"]);
  await irc.ask("JOIN #lobby");
  await far.ask("JOIN #lobby");
  const everyone = ["ann", "bob", "eve", "fred", "ilse", "web"];
  for (const guest of [ann, bob, web]) {
    await guest.next(/"joined".*"fred"/);
    await guest.send({ type: "who" });
    const { count, nicks } = await guest.nextFrame("who");
    assertEquals([count, nicks.toSorted()], [6, everyone]);
  }
  await plain.send("/who");
  await plain.next(/6 people/);
  for (const client of [irc, far]) {
    const names = (await client.ask("NAMES #lobby")).filter((line) => / 353 /.test(line)).join(" ");
    for (const nick of everyone) assertStringIncludes(names, nick);
  }
  await using late = await enterWeb(two, "late");
  assertEquals([late.welcome.count, late.welcome.members.toSorted()], [
    7,
    [...everyone, "late"].toSorted(),
  ]);

  // where somebody is from is the same wherever it is asked
  const hosts = async (client: Irc) =>
    (await client.ask("USERHOST ann bob web eve ilse")).find((line) => / 302 /.test(line))!
      .split(" :")[1];
  assertEquals(await hosts(irc), await hosts(far));
  await irc.send("PRIVMSG #lobby :from where");
  const said = await far.lines.next(/PRIVMSG #lobby :from where/);
  assertMatch(said, /:ilse!username@hidden-[0-9a-f]{10} PRIVMSG/);

  await ann.send({ type: "away", text: "lunch" });
  await far.lines.next(/:ann!chat@hidden-[0-9a-f]{10} AWAY :?lunch/);
  assertEquals((await bob.nextFrame("away")).text, "lunch");
  await bob.send({ type: "who" });
  assertEquals((await bob.nextFrame("who")).away, ["ann"]);
  const whois = await far.ask("WHOIS ann");
  assert(whois.some((line) => / 301 .*lunch/.test(line)), whois.join("\n"));
  await far.send("AWAY :meeting");
  for (const guest of [ann, web]) await guest.next(/"away".*"fred".*"meeting"/);
  await irc.lines.next(/:fred!.* AWAY :?meeting/);
  // who comes later sees it too, and who moves to the other server takes it along
  await using third = await enter(one, "third", { rooms: true, secret: "0".repeat(32) });
  await third.send({ type: "who" });
  assertEquals((await third.nextFrame("who")).away.toSorted(), ["ann", "fred"]);
  await third.send({ type: "away", text: "on my way" });
  await bob.next(/"away".*"on my way"/);
  await using moved = await enter(two, "third", { rooms: true, resume: "0".repeat(32), since: 0 });
  await moved.send({ type: "who" });
  assertEquals((await moved.nextFrame("who")).away.toSorted(), ["ann", "fred", "third"]);
  await ann.send({ type: "away" });
  await far.lines.next(/:ann!\S+ AWAY\r?$/);
  await bob.next((line) =>
    line.includes('"away"') && !line.includes("text") && line.includes('"ann"')
  );
});

test("IRC clients follow and look up people at another server: MONITOR, WHO, WHOIS, ISON", async () => {
  await using cluster = await Cluster.start({});
  const [one, two] = await cluster.openTwo("--cluster-unsafe");
  await using irc = await Irc.join({ port: one.ircPort }, "ilse");
  await irc.ask("JOIN #lobby");
  const codes = await irc.codes("MONITOR + ann,bob");
  assert(codes.includes("731") && !codes.includes("730"), codes.join());
  await using ann = await enter(two, "ann");
  await irc.lines.next(/ 730 .*ann/);
  await using bob = await Irc.join({ port: two.ircPort }, "bob");
  await irc.lines.next(/ 730 .*bob/);
  await bob.ask("JOIN #lobby");
  await irc.lines.next(/:bob!\S+ JOIN/);
  await ann.send({ type: "nick", nick: "anna" });
  await irc.lines.next(/ 731 .*ann\b/);
  await irc.lines.next(/:ann!\S+ NICK :?anna/);

  const who = (await irc.ask("WHO #lobby")).filter((line) => / 352 /.test(line));
  assertEquals(who.length, 3);
  assert(who.some((line) => / anna /.test(line)), who.join("\n"));
  const whois = await irc.ask("WHOIS anna");
  for (const code of ["311", "319", "318"]) {
    assert(whois.some((line) => line.includes(` ${code} `)), `${code}: ${whois.join("\n")}`);
  }
  const ison = await irc.ask("ISON anna bob ann");
  assertMatch(ison.join("\n"), / 303 ilse :anna bob/);
  await bob.send("QUIT :bye");
  await irc.lines.next(/ 731 .*bob/);
});

test("Who writes to somebody at a server that stands still reads that nothing is known of it", async () => {
  await using cluster = await Cluster.start({});
  const [one, two] = await cluster.openTwo("--cluster-unsafe");
  await using bob = await enter(two, "bob");
  await using ann = await enter(one, "ann");
  await using irc = await Irc.join({ port: one.ircPort }, "ilse");
  await using plain = await connectLines(one.address);
  await plain.send("pat");
  await plain.next(/End of history|history/i);
  await ann.send({ type: "dm", cid: "d1", to: "bob", text: "you hear me" });
  await bob.next(/"you hear me"/);
  assertEquals((await ann.nextFrame("dm")).cid, "d1");
  await freeze(two.process);
  await ann.send({ type: "dm", cid: "d2", to: "bob", text: "and now?" });
  await irc.send("PRIVMSG bob :and now?");
  await plain.send("/msg bob and now?");
  const { code, cause } = await ann.nextFrame("error");
  assertEquals([code, cause], ["unavailable", "unconfirmed"]);
  await irc.lines.next(/ 437 ilse bob /);
  await plain.next(/not known whether 'bob' has got the message/);
  resume(two.process);
  await ann.say("still here");
  await bob.next(/"still here"/);
});

test("A private message that the database refuses is answered, and its sender stays", async () => {
  await using cluster = await Cluster.start({});
  const [one, two] = await cluster.openTwo("--cluster-unsafe");
  await using bob = await enter(two, "bob");
  await using ann = await enter(one, "ann");
  await using irc = await Irc.join({ port: one.ircPort }, "ilse");
  await cluster.query("alter table chat.letter add constraint none check (session is null)");
  await ann.send({ type: "dm", cid: "d1", to: "bob", text: "lost" });
  await irc.send("PRIVMSG bob :lost");
  // it is certain that it was not sent
  const { code, cause } = await ann.nextFrame("error");
  assertEquals([code, cause], ["unavailable", undefined]);
  await irc.lines.next(/ 437 ilse bob /);
  await cluster.query("alter table chat.letter drop constraint none");
  await ann.send({ type: "dm", cid: "d2", to: "bob", text: "you hear me" });
  await bob.next(/"you hear me"/);
  await irc.send("PRIVMSG bob :me too");
  await bob.next(/"me too"/);
  assertEquals(bob.frames("dm").map(({ text }) => text).includes("lost"), false);
});

test("The tables hold no secret with which a session could be taken over", async () => {
  await using cluster = await Cluster.start({});
  const [one, two] = [
    await cluster.node("--cluster-unsafe"),
    await cluster.node("--cluster-unsafe"),
  ];
  await using ann = await enter(one, "ann", { secret: "a-secret-of-ann-0123456789abcdef" });
  await using bob = await connectGuest(two.address);
  await bob.hello({ nick: "bob" });
  await ann.next(/"joined".*"bob"/);
  const dump = await cluster.query(
    "select string_agg(t::text, ' ') from chat.name t; select string_agg(t::text, ' ') from chat.event t",
  );
  assert(!dump.includes("a-secret-of-ann"));
});

test("How far somebody has read goes along to another server, for native and IRC clients", async () => {
  await using cluster = await Cluster.start({});
  const [one, two] = await cluster.openTwo("--cluster-unsafe");
  const resume = "0123456789abcdef0123456789abcdef";
  const has = (id: number, count: number) =>
    cluster.postgres.primary.until(
      `select 1 where (select count(*) from chat.mark where id = ${id}) = ${count}`,
      cluster.database,
    );
  const caps = ["draft/read-marker", "server-time"];
  let ts = "";
  {
    await using ann = await enter(one, "ann", { secret: resume, rooms: true });
    for (let i = 1; i <= 3; i++) ts = (await ann.say(`${i}`)).ts;
    await ann.send({ type: "seen", room: "lobby", id: 2 });
    await has(2, 1);
    await using irc = await Irc.join({ port: one.ircPort }, "ilse", caps);
    await irc.ask("JOIN #lobby");
    await irc.ask(`MARKREAD #lobby timestamp=${ts}`);
    await has(3, 1);
    await using moved = await enter(two, "ann", { resume, rooms: true, since: 3 });
    assertEquals(moved.welcome.seen, 2);
    await irc.send("QUIT");
    await irc.lines.closed;
    await moved.next(/"left".*"ilse"/);
  }
  await using again = await Irc.join({ port: two.ircPort }, "ilse", caps);
  const joined = await again.ask("JOIN #lobby");
  assert(
    joined.some((line) => line.includes(`MARKREAD #lobby timestamp=${ts}`)),
    joined.join("\n"),
  );
});

test("The list of rooms has those where people are at other servers alone, but for hidden ones", async () => {
  await using cluster = await Cluster.start({});
  const [one, two] = await cluster.openTwo("--cluster-unsafe");
  await using ann = await enter(one, "ann", { room: "work", rooms: true });
  await ann.send({ type: "topic", room: "work", topic: "plans" });
  const { id, ts } = await ann.say("hello");
  await using ilse = await Irc.join({ port: one.ircPort }, "ilse");
  await ilse.ask("JOIN #secret");
  await ilse.ask("MODE #secret +s");
  await cluster.postgres.primary.until(
    "select 1 from chat.room where rules -> 'flags' ? 'hidden'",
    cluster.database,
  );
  await using bob = await enter(two, "bob", { rooms: true });
  await bob.send({ type: "rooms" });
  const { rooms } = await bob.nextFrame("rooms");
  assertEquals(rooms.map(({ room }: Frame) => room).toSorted(), ["lobby", "work"]);
  const work = rooms.find(({ room }: Frame) => room === "work");
  assertEquals([work.count, work.last, work.topic, work.ts >= ts, id], [1, id, "plans", true, 1]);
  await using plain = await connectLines(two.address);
  await plain.send("eve");
  await plain.next(/history/i);
  await plain.send("/rooms");
  await plain.next(/work.*1.*plans/);
  await using far = await Irc.join({ port: two.ircPort }, "far");
  const listed = (await far.ask("LIST")).filter((line) => / 322 /.test(line));
  assertEquals(listed.map((line) => line.split(" ").slice(3).join(" ")), [
    "#lobby 2 :",
    "#work 1 :plans",
  ]);
  assertEquals((await far.ask("LIST #work")).filter((line) => / 322 /.test(line)).length, 1);
  await using web = await enterWeb(two, "web", { room: "work", rooms: true });
  assertEquals([web.welcome.count, web.welcome.topic], [2, "plans"]);
});

test("Who leaves the chat at one server is gone for IRC clients of the other one by one QUIT", async () => {
  await using cluster = await Cluster.start({});
  const [one, two] = await cluster.openTwo("--cluster-unsafe");
  await using far = await Irc.join({ port: two.ircPort }, "far");
  await far.ask("JOIN #a,#b,#c");
  await using native = await enter(two, "nat", { room: "a", rooms: true });
  {
    await using ilse = await Irc.join({ port: one.ircPort }, "ilse");
    await ilse.ask("JOIN #a,#b,#c");
    await far.lines.next(/:ilse!\S+ JOIN #c/);
    await ilse.ask("PART #c :enough");
    await far.lines.next(/:ilse!\S+ PART #c :enough/);
    await ilse.send("QUIT :good night");
    await ilse.lines.closed;
  }
  await far.lines.next(/:ilse!\S+ QUIT :.*good night/);
  const left = await native.next(/"left".*"ilse"/);
  assert(!left.includes("quit"), left);
  // both rooms have told it by now
  await using late = await enter(two, "late", { room: "b" });
  assertEquals(late.welcome.members.toSorted(), ["far", "late"]);
  await far.news();
  const seen = far.lines.lines.filter((line) => /^:ilse!\S+ (QUIT|PART)/.test(line));
  assertEquals(seen.map((line) => line.split(" ")[1]), ["PART", "QUIT"]);
});
