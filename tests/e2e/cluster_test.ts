/** Several servers on one PostgreSQL: real processes, a real database, and what becomes of both. */

import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { EXIT } from "../../cli/exit.ts";
import { MAX_SILENCE_MS, NODE_DEAD_MS, WAITING_AFTER_MS } from "../../server/limits.ts";
import { INIT_LOCK } from "../../server/storage/postgres/schema.ts";
import { connectLines } from "../support/lines.ts";
import { needsPostgres, Postgres } from "../support/postgres.ts";
import { runChat } from "../support/process.ts";
import { Cluster, freeze } from "./support/cluster.ts";
import { connect, connectGuest, enter, type Frame, type Guest } from "./support/guest.ts";

/** The secret of a session. */
const SECRET = "0123456789abcdef0123456789abcdef";

const { ignore } = needsPostgres();

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ ignore, name, fn });
}

/** What must hold of messages wherever they were read: ids without a gap, times that grow, none twice. */
function assertWhole(messages: readonly Frame[]): void {
  const ids = messages.map(({ id }) => id);
  assertEquals(ids, Array.from(ids, (_, at) => ids[0] + at));
  const times = messages.map(({ ts }) => ts);
  assertEquals(times, times.toSorted());
  assertEquals(new Set(times).size, times.length);
  const cids = messages.map(({ nick, cid }) => `${nick} ${cid}`);
  assertEquals(new Set(cids).size, cids.length);
}

test("Members of two servers are in one room: they talk, come and go, and write to each other", async () => {
  await using cluster = await Cluster.start({ standby: true });
  const [one, two] = [await cluster.node(), await cluster.node()];
  await using ann = await enter(one, "ann", { secret: SECRET });
  await using bob = await enter(two, "bob");
  assertEquals([bob.welcome.members, bob.welcome.count], [["bob", "ann"], 2]);
  assertEquals(bob.welcome.log, ann.welcome.log);
  await ann.next(/"joined".*"bob"/);
  await ann.say("hello bob");
  await bob.next(/hello bob/);
  await bob.say("hello ann");
  await ann.next(/hello ann/);
  assertEquals(ann.frames("msg"), bob.frames("msg"));

  await bob.send({ type: "dm", cid: "d1", to: "ann", text: "a word" });
  assertEquals((await ann.nextFrame("dm")).text, "a word");
  assertEquals((await bob.nextFrame("dm")).cid, "d1");

  await using other = await connectGuest(two.address);
  await other.send({ type: "hello", v: 1, nick: "ANN" });
  assertEquals((await other.nextFrame("error")).code, "nick_taken");
  await ann.send({ type: "nick", nick: "anna" });
  await bob.next(/"renamed".*"anna"/);
  await bob.send({ type: "who" });
  assertEquals((await bob.nextFrame("who")).nicks, ["bob", "anna"]);
  await other.hello({ nick: "ann" });
  await ann.next(/"joined".*"ann"/);

  await using plain = await connectLines(one.address);
  await plain.send("eve");
  await plain.next(/End of history/);
  await bob.next(/"joined".*"eve"/);
  await plain.send("/msg bob psst");
  await plain.next(/psst|bob/);
  assertEquals((await bob.nextFrame("dm")).text, "psst");

  // the session goes on at the other server, and nobody is told
  await using moved = await enter(two, "anna", { resume: SECRET, since: 2 });
  await ann.closed;
  assertEquals(moved.welcome.count, 4);
  await moved.say("still here");
  await bob.next(/still here/);
  assert(!bob.lines.some((line) => /"left".*"anna"|"joined".*"anna"/.test(line)));
  await moved.send({ type: "bye" });
  await bob.next(/"left".*"anna"/);
  await plain.next(/anna left/);
  await plain.send("/who");
  await plain.next(/3 people/);
});

test("A server that is killed loses nothing: its members go on at the other one, the rest leave", async () => {
  await using cluster = await Cluster.start({ standby: true });
  const [one, two] = [await cluster.node(), await cluster.node()];
  await using bob = await enter(two, "bob");
  await using ann = await enter(one, "ann", { secret: SECRET });
  await using eve = await enter(one, "eve");
  await eve.say("I will not come back");
  const acknowledged: string[] = [];
  for (let i = 0; i < 20; i++) acknowledged.push((await ann.say(`${i}`, `c${i}`)).text);
  // some are on their way when the server dies
  for (let i = 20; i < 30; i++) await ann.send({ type: "say", cid: `c${i}`, text: `${i}` });
  await one.process.stop("SIGKILL");

  await using again = await enter(two, "ann", { resume: SECRET, since: 0 });
  for (let i = 15; i < 30; i++) await again.say(`${i}`, `c${i}`);
  await bob.next(/"29"/);
  const texts = bob.texts.filter((text) => /^\d+$/.test(text));
  assertEquals(texts, Array.from({ length: 30 }, (_, i) => `${i}`));
  assertWhole(bob.frames("msg"));
  await using late = await enter(two, "late", { since: 0 });
  assertEquals(late.texts, bob.texts);

  await bob.next(/"left".*"eve"/, NODE_DEAD_MS + 10_000);
  assert(!bob.lines.some((line) => /"left".*"ann"/.test(line)));
  await using second = await enter(two, "eve");
  assertEquals(second.welcome.nick, "eve");
});

test("A server that stops sends its members to the others: nobody is told, who stays away leaves", async () => {
  await using cluster = await Cluster.start({ standby: true });
  const two = await cluster.node();
  const one = await cluster.node();
  await using bob = await enter(two, "bob");
  await using ann = await enter(one, "ann", { secret: SECRET });
  await using eve = await enter(one, "eve");
  await using plain = await connectLines(one.address);
  await plain.send("pat");
  await plain.next(/no chat history/);
  const addr = `127.0.0.1:${two.address.port}`;
  const { nodes, limits } = ann.welcome;
  assertEquals([nodes, limits.silence_ms], [[{ addr }], MAX_SILENCE_MS]);
  await ann.send({ type: "say", cid: "c1", text: "before the end" });
  const stopped = one.process.stop();
  assertEquals((await ann.nextFrame("shutdown")).nodes, [{ addr }]);
  await plain.next(`--- The chat goes on at ${addr}. ---`);
  // who cannot go on with a session is free to come back under the same nickname
  await bob.next(/"left".*"pat"/);
  await using moved = await enter(two, "ann", { resume: SECRET, since: 0 });
  assertEquals((await moved.say("before the end", "c1")).id, 1);
  await moved.say("here");
  await stopped;
  await bob.next(/here/);
  await using back = await connectLines(two.address);
  await back.send("pat");
  await back.next(/End of history/);
  await bob.next(/"left".*"eve"/, NODE_DEAD_MS + 10_000);
  assert(!bob.lines.some((line) => /"left".*"ann"|"joined".*"ann".*resumed/.test(line)));
  assertEquals(bob.texts, ["before the end", "here"]);
  assertWhole(bob.frames("msg"));
  assertEquals(moved.frames("waiting").filter(({ ms }) => ms > 0), []);
  void eve;
});

test("After a promotion the servers go on with the new primary: nothing is lost, doubled or out of order", async () => {
  await using cluster = await Cluster.start({ standby: true });
  const nodes = [await cluster.node("--cluster-unsafe"), await cluster.node("--cluster-unsafe")];
  await using ann = await enter(nodes[0]!, "ann");
  await using bob = await enter(nodes[1]!, "bob");
  const speakers: [Guest, string][] = [[ann, "a"], [bob, "b"]];
  const talk = async (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      for (const [guest, name] of speakers) {
        await guest.send({ type: "say", cid: `${name}${i}`, text: `${name}${i}` });
      }
    }
  };
  await talk(0, 50);
  await cluster.postgres.primary.stop();
  await talk(50, 80);
  await cluster.postgres.standby!.promote();
  await talk(80, 100);
  for (const guest of [ann, bob]) {
    // the last words of each come in either order, and those of the other server by its own time
    while (!["a99", "b99"].every((text) => guest.texts.includes(text))) {
      await guest.next((line) => line.includes('"type":"msg"'));
    }
    assertWhole(guest.frames("msg"));
    for (const name of ["a", "b"]) {
      const texts = guest.texts.filter((text) => text.startsWith(name));
      assertEquals(texts, Array.from({ length: 100 }, (_, i) => `${name}${i}`));
    }
  }
  assertEquals(ann.frames("msg"), bob.frames("msg"));
});

test("A server that was paused for too long can write nothing any more, and begins anew as another node", async () => {
  await using cluster = await Cluster.start({ standby: true });
  const [two, one] = [await cluster.node(), await cluster.node()];
  await using ann = await enter(one, "ann");
  await using bob = await enter(two, "bob");
  await bob.say("here");
  await freeze(one.process);
  await ann.send({ type: "say", cid: "late", text: "too late" });
  await bob.next(/"left".*"ann"/, NODE_DEAD_MS + 10_000);
  await using second = await enter(two, "ann");
  one.process.signal("SIGCONT");
  const { nodes } = await ann.nextFrame("shutdown");
  assertEquals(nodes, [{ addr: `127.0.0.1:${two.address.port}` }]);
  await ann.closed;
  const { port } = one.address;
  await one.process.waitForOutput(new RegExp(`(listening on \\S+:${port}\n[^]*){2}`));
  assertMatch(one.process.stderr, /Cannot go on as a node of the cluster.*\nBeginning anew/);
  await second.say("done");
  await bob.next(/done/);
  assert(!bob.texts.includes("too late"));
  // at the same address, with another number, and its members are known to the other node
  await using third = await enter(one, "eve", { since: 0 });
  assertEquals(third.texts, ["here", "done"]);
  await third.say("back");
  await bob.next(/back/);
  assertEquals(await cluster.query("select count(*), max(node) > 2 from chat.node"), "2|t\n");
  // what the one before had asked for comes to nothing: it has no thread any more
  await bob.settled();
  assert(!bob.texts.includes("too late"));
  const { code, stdout } = await one.process.stop();
  assertEquals([code, stdout.match(/listening on/g)?.length], [EXIT.ok, 2]);
});

test("While the standby is away nothing is shown, and nothing is lost", async () => {
  await using cluster = await Cluster.start({ standby: true });
  const node = await cluster.node();
  await using ann = await enter(node, "ann");
  await ann.say("before");
  await cluster.postgres.standby!.stop();
  await ann.send({ type: "say", cid: "c1", text: "meanwhile" });
  await cluster.query("select 1");
  await node.process.waitForOutput(/database not usable/);
  assertEquals(ann.texts, ["before"]);
  assertGreaterOrEqual((await ann.nextFrame("waiting")).ms, WAITING_AFTER_MS);
  await using guest = await connect(node.address);
  assertEquals((await guest.nextFrame("error")).code, "unavailable");
  await cluster.postgres.standby!.start();
  await ann.next(/meanwhile/);
  await ann.next('{"type":"waiting","ms":0}');
  assertEquals(ann.texts, ["before", "meanwhile"]);
  await using late = await enter(node, "late", { since: 0 });
  assertEquals(late.texts, ["before", "meanwhile"]);
});

test("A database that cannot be used is told in a sentence, with an exit code of its own", async () => {
  await using cluster = await Cluster.start({});
  const check = await cluster.run("check", cluster.url);
  assertEquals(check.code, EXIT.cannotUseDatabase);
  assertStringIncludes(check.stderr, "synchronous_standby_names is empty");
  assertEquals((await cluster.run("check", cluster.url, "--cluster-unsafe")).code, EXIT.ok);
  await cluster.query("update chat.meta set schema = 0");
  const old = await cluster.run("check", cluster.url, "--cluster-unsafe");
  assertStringIncludes(old.stderr, "schema chat of version 0");
  await cluster.query("revoke execute on function chat.beat from chat");
  const poor = await cluster.run("check", cluster.url, "--cluster-unsafe");
  assertStringIncludes(poor.stderr, "it lacks rights");
  const sql = await cluster.run("init", cluster.url);
  assertStringIncludes(sql.stdout, "begin;");
});

test("Who makes the schema at the same time as another finds it made", async () => {
  await using postgres = await Postgres.start();
  const database = await postgres.database();
  const { primary } = postgres;
  // all of them come while somebody else has the turn
  const turn = primary.query(`select pg_advisory_lock(${INIT_LOCK}), pg_sleep(60)`, database).catch(
    () => {},
  );
  const held = "select pid from pg_locks where locktype = 'advisory' and granted";
  await primary.until(held);
  const init = () => runChat(["cluster", "init", postgres.ownerUrl(database), "--yes"]);
  const ends = Promise.all(Array.from({ length: 3 }, init));
  await primary.until(
    "select 1 from pg_locks where locktype = 'advisory' and not granted having count(*) = 3",
  );
  await primary.query(`select pg_terminate_backend(pid) from (${held}) h`);
  await turn;
  const outcomes = (await ends).map(({ code, stderr }) => [code, stderr]);
  assertEquals(outcomes, outcomes.map(() => [EXIT.ok, ""]));
  assertEquals(await primary.query("select count(*) from chat.meta", database), "1\n");
});
