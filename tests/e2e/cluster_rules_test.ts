/** Several servers, one room: what its operators decide holds at all of them. Real processes, a real database. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { needsPostgres } from "../support/postgres.ts";
import { codeOf, Irc } from "./irc_support.ts";
import { Cluster, type OpenNode } from "./support/cluster.ts";
import { connectGuest, enter } from "./support/guest.ts";

const { ignore } = needsPostgres();

function test(name: string, fn: (nodes: [OpenNode, OpenNode], cluster: Cluster) => Promise<void>) {
  Deno.test({
    ignore,
    name,
    async fn() {
      await using cluster = await Cluster.start({});
      const unsafe = "--cluster-unsafe";
      await fn([await cluster.openNode(unsafe), await cluster.openNode(unsafe)], cluster);
    },
  });
}

const irc = ({ ircPort }: OpenNode, nick: string, caps: string[] = []) =>
  Irc.join({ port: ircPort }, nick, caps);

/** The commands and numbers of the answer to a line alone. */
async function codes(client: Irc, line: string): Promise<string[]> {
  await client.news();
  return await client.codes(line);
}

/** The members of a room as NAMES has them. */
async function names(client: Irc, room: string): Promise<string[]> {
  await client.news();
  const lines = (await client.ask(`NAMES ${room}`)).filter((line) => codeOf(line) === "353");
  return lines.flatMap((line) => line.split(" :")[1]!.trim().split(" ")).toSorted();
}

test("What an operator decides at one server holds for those of the other one, who are told", async ([one, two]) => {
  await using ann = await irc(one, "ann");
  await ann.ask("JOIN #work");
  await using bob = await irc(two, "bob");
  await bob.ask("JOIN #work");
  await ann.lines.next(/:bob!\S+ JOIN/);
  // the first in the room is its operator, wherever that is
  assertEquals(await names(bob, "#work"), ["@ann", "bob"]);
  assertEquals(await codes(bob, "MODE #work +m"), ["482"]);

  await ann.send("MODE #work +mk sesame");
  await bob.lines.next(/:ann!\S+ MODE #work (\+mk|\+km) sesame/);
  await bob.ask("PRIVMSG #work :may I?").then((lines) =>
    assert(lines.some((l) => codeOf(l) === "404"))
  );
  await ann.send("MODE #work +v bob");
  await bob.lines.next(/:ann!\S+ MODE #work \+v bob/);
  await bob.send("PRIVMSG #work :thank you");
  await ann.lines.next(/:bob!\S+ PRIVMSG #work :thank you/);

  await using eve = await irc(two, "eve");
  assertEquals(await codes(eve, "JOIN #work"), ["475"]);
  await using native = await connectGuest(two.address);
  await native.hello({ nick: "nat" });
  await native.send({ type: "join", room: "work" });
  assertEquals((await native.nextFrame("error")).barrier, "key");
  await eve.send("JOIN #work sesame");
  await ann.lines.next(/:eve!\S+ JOIN/);
  assertEquals(await names(eve, "#work"), ["+bob", "@ann", "eve"]);

  // an operator at the other server may do the same
  await ann.send("MODE #work +o bob", "MODE #work -m");
  await bob.lines.next(/MODE #work -m/);
  await bob.send("MODE #work +b eve!*@*", "KICK #work eve :enough");
  // what is decided and what is in the log come on two ways
  const news = [
    await ann.lines.next(/:bob!\S+ (MODE|KICK) #work/),
    await ann.lines.next(/:bob!\S+ (MODE|KICK) #work/),
  ].toSorted();
  assertMatch(news[0]!, / KICK #work eve :enough/);
  assertMatch(news[1]!, / MODE #work \+b eve!\*@\*/);
  await using eve2 = await irc(one, "Eve2");
  await eve.lines.next(/KICK #work eve/);
  assertEquals(await codes(eve, "JOIN #work sesame"), ["474"]);
  await ann.send("MODE #work +b *!username@*");
  await bob.lines.next(/MODE #work \+b \*!username@\*/);
  assertEquals(await codes(eve2, "JOIN #work sesame"), ["474"]);
  assertEquals((await ann.ask("MODE #work b")).filter((line) => codeOf(line) === "367").length, 2);
  assertEquals((await bob.ask("MODE #work b")).filter((line) => codeOf(line) === "367").length, 2);

  // invited at one server, she may come in at the other one, once
  await ann.send("MODE #work +i");
  await bob.lines.next(/MODE #work \+i/);
  await bob.send("INVITE eve2 #work", "INVITE nat #work");
  await eve2.lines.next(/:bob!\S+ INVITE Eve2 #work/);
  assertEquals((await native.nextFrame("dm")).text, "/join work");
  await eve2.send("JOIN #work");
  await bob.lines.next(/:Eve2!\S+ JOIN/);
  await eve2.ask("PART #work");
  await bob.lines.next(/:Eve2!\S+ PART/);
  assertEquals(await codes(eve2, "JOIN #work sesame"), ["474"]);

  // hidden, and the topic locked, for all
  await bob.send("MODE #work +st");
  await ann.lines.next(/MODE #work \+(st|ts)/);
  assertEquals((await eve2.ask("LIST")).filter((line) => /#work/.test(line)), []);
  const modes = async (client: Irc) => {
    await client.news();
    return (await client.ask("MODE #work")).map((line) => line.split("#work ")[1]);
  };
  assertEquals(await modes(ann), await modes(bob));

  // all leave: what was decided is forgotten at both
  await ann.ask("PART #work");
  await bob.lines.next(/:ann!\S+ PART/);
  await bob.ask("PART #work");
  for (const client of [eve2, eve]) await client.ask("JOIN #lobby");
  await eve.send("JOIN #work");
  await eve.lines.next(/JOIN #work/);
  await eve2.send("JOIN #work");
  await eve.lines.next(/:Eve2!\S+ JOIN #work/);
  assertEquals(await names(eve2, "#work"), ["@eve", "Eve2"].toSorted());
});

test(
  "Rights are those of the session: who goes on at the other server keeps them, whoever leaves does not",
  async ([one, two], cluster) => {
    await using ann = await irc(one, "ann");
    await ann.ask("JOIN #work");
    const secret = "0123456789abcdef0123456789abcdef";
    await using bob = await enter(one, "bob", { room: "work", secret, rooms: true });
    await ann.lines.next(/:bob!\S+ JOIN/);
    await ann.send("MODE #work +mv bob");
    await ann.news();
    await cluster.postgres.primary.until(
      "select 1 from chat.room where rules -> 'voiced' <> '{}'",
      cluster.database,
    );
    await using moved = await enter(two, "bob", { room: "work", resume: secret, rooms: true });
    await bob.closed;
    await moved.send({ type: "say", room: "work", cid: "c1", text: "still with a voice" });
    await ann.lines.next(/still with a voice/);
    await using far = await irc(two, "far");
    await far.ask("JOIN #work");
    assertEquals(await names(far, "#work"), ["+bob", "@ann", "far"]);
    await moved.send({ type: "part", room: "work" });
    await far.lines.next(/:bob!\S+ PART/);
    await ann.lines.next(/:bob!\S+ PART/);
    await cluster.postgres.primary.until(
      "select 1 from chat.room where rules -> 'voiced' = '{}'",
      cluster.database,
    );
    await moved.send({ type: "join", room: "work" });
    await ann.lines.next(/:bob!\S+ JOIN/);
    await far.lines.next(/:bob!\S+ JOIN/);
    for (const client of [ann, far]) {
      assertEquals(await names(client, "#work"), ["@ann", "bob", "far"]);
    }
    await moved.send({ type: "say", room: "work", cid: "c2", text: "no more" });
    assertEquals((await moved.nextFrame("error")).code, "muted");
  },
);

test("Two operators who decide at once at two servers see the same in the end", async ([one, two]) => {
  await using ann = await irc(one, "ann");
  await ann.ask("JOIN #work");
  await using bob = await irc(two, "bob");
  await bob.ask("JOIN #work");
  await ann.lines.next(/:bob!\S+ JOIN/);
  await ann.send("MODE #work +o bob");
  await bob.lines.next(/\+o bob/);
  for (let i = 0; i < 20; i++) {
    await Promise.all([
      ann.send(`MODE #work +kb key-a${i} a${i}!*@*`),
      bob.send(`MODE #work +kb key-b${i} b${i}!*@*`),
    ]);
  }
  await ann.send("MODE #work +b last-a!*@*");
  await bob.send("MODE #work +b last-b!*@*");
  await ann.lines.next(/:bob!\S+ MODE #work \S*b.* last-b!\*@\*/);
  await bob.lines.next(/:ann!\S+ MODE #work \S*b.* last-a!\*@\*/);
  const masks = async (client: Irc) =>
    (await client.ask("MODE #work b")).filter((line) => codeOf(line) === "367")
      .map((line) => line.split(" ")[4]).toSorted();
  assertEquals((await masks(ann)).length, 42);
  assertEquals(await masks(ann), await masks(bob));
  const key = async (client: Irc) =>
    (await client.ask("MODE #work")).find((l) => / 324 /.test(l))!
      .match(/key-\S+/)![0];
  assertMatch(await key(ann), /-[ab]19/);
  assertEquals(await key(ann), await key(bob));
});
