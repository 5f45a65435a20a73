import { assert, assertEquals, assertMatch } from "@std/assert";
import { connectLines } from "../support/lines.ts";
import { joinArgs, runChat, startChat } from "../support/process.ts";
import { enter } from "./support/guest.ts";
import { codeOf, Irc, nickOf, paramsOf, startIrc } from "./irc_support.ts";

Deno.test("What is said at one door is heard at all of them, and looks native at each", async () => {
  await using irc = await startIrc();
  await using ann = await Irc.join(irc, "ann");
  await ann.ask("JOIN #lobby");
  await using bob = await enter(irc.server, "Bob Lee");
  await using nc = await connectLines(irc.server.address);
  await nc.send("carol");
  await nc.next("There is no chat history yet.");
  assertEquals((await ann.news()).map((line) => nickOf(line)), ["Bob\u00a0Lee", "carol"]);

  await ann.ask("PRIVMSG #lobby :\x02hello\x02 all");
  assertEquals((await bob.nextFrame("msg")).text, "hello all");
  await nc.next("ann: hello all");
  await ann.ask("PRIVMSG #lobby :\x01ACTION waves\x01");
  const { text, action } = await bob.nextFrame("msg");
  assertEquals([text, action], ["waves", true]);
  await nc.next("* ann waves");
  await bob.send({ type: "say", cid: "1", text: "two\nlines", action: true });
  await bob.nextFrame("msg");
  assertEquals((await ann.news()).map((line) => paramsOf(line)[1]), [
    ...["\x01ACTION two\x01", "\x01ACTION lines\x01"],
  ]);
  await nc.send("from nc");
  await bob.nextFrame("msg");
  const [line] = await ann.news();
  assertEquals([nickOf(line), paramsOf(line)[1]], ["carol", "from nc"]);

  await ann.ask("PRIVMSG Bob\u00a0Lee :a secret");
  const dm = await bob.nextFrame("dm");
  assertEquals([dm.nick, dm.to, dm.text], ["ann", "Bob Lee", "a secret"]);
  await bob.send({ type: "dm", cid: "2", to: "ann", text: "well kept" });
  await bob.nextFrame("dm");
  assertEquals(paramsOf((await ann.news())[0]), ["ann", "well kept"]);

  await ann.ask("TOPIC #lobby :what we talk about");
  assertEquals((await bob.nextFrame("topic")).topic, "what we talk about");
  await nc.next("--- ann set the topic: what we talk about ---");
  await bob.send({ type: "nick", nick: "bob" });
  await bob.nextFrame("renamed");
  assertEquals(paramsOf((await ann.news())[0]), ["bob"]);
  await ann.ask("NICK anna");
  const renamed = await bob.nextFrame("renamed");
  assertEquals([renamed.nick, renamed.to], ["ann", "anna"]);
  await ann.send("QUIT :good night");
  const left = await bob.nextFrame("left");
  assertEquals([left.nick, left.reason], ["anna", "Quit: good night"]);
});

Deno.test("A long message is cut at its letters for IRC clients alone", async () => {
  await using irc = await startIrc();
  await using ann = await Irc.join(irc, "ann", ["message-tags"]);
  await ann.ask("JOIN #lobby");
  await using bob = await enter(irc.server, "bob");
  await ann.news();
  const text = "жизнь 🐞 ".repeat(100).trim();
  await bob.send({ type: "say", cid: "1", text });
  assertEquals((await bob.nextFrame("msg")).text, text);
  const lines = await ann.news();
  assert(lines.length > 3);
  assertEquals(lines.map((line) => paramsOf(line)[1]).join(""), text);
  for (const line of lines) {
    assert(new TextEncoder().encode(line.replace(/^@\S+ /, "")).length <= 510, line);
  }
  assertEquals(lines.filter((line) => line.includes("msgid=")).length, 1, "it is one message");
});

Deno.test("Everyone who comes is named to IRC clients, however many", async () => {
  await using irc = await startIrc({ args: ["--per-address", "0"] });
  await using ann = await Irc.join(irc, "ann");
  await ann.ask("JOIN #lobby");
  await using stack = new AsyncDisposableStack();
  for (let i = 0; i < 40; i++) {
    const guest = await connectLines(irc.server.address);
    stack.use(guest);
    await guest.send(`guest-${i}`);
    await guest.next("There is no chat history yet.");
  }
  const joined = (await ann.news()).filter((line) => codeOf(line) === "JOIN").map(nickOf);
  assertEquals(joined, Array.from({ length: 40 }, (_, i) => `guest-${i}`));
});

Deno.test("A room's rules hold at every door: bans, moderation, and who is sent out", async () => {
  await using irc = await startIrc();
  await using ann = await Irc.join(irc, "ann");
  await ann.ask("JOIN #dev");
  await using bob = await enter(irc.server, "bob");
  await bob.send({ type: "join", room: "dev" });
  assertEquals((await bob.nextFrame("welcome")).room, "dev");
  await ann.ask("MODE #dev +m");
  await bob.send({ type: "say", cid: "1", text: "hm" });
  assertEquals((await bob.nextFrame("error")).code, "muted");
  await ann.ask("MODE #dev +b bob");
  await ann.ask("KICK #dev bob :enough");
  const kicked = await bob.nextFrame("error");
  assertEquals(kicked.code, "removed");
  assertMatch(kicked.message, /ann.*enough/);
  assertEquals((await bob.nextFrame("welcome")).room, "lobby");
  await bob.send({ type: "join", room: "dev" });
  assertEquals((await bob.nextFrame("error")).code, "banned");
});

Deno.test("A pipe that only sends is no news at any door, and what it says is", async () => {
  await using irc = await startIrc();
  await using ann = await Irc.join(irc, "ann");
  await ann.ask("JOIN #lobby");
  await using bob = await enter(irc.server, "bob");
  await ann.news();
  const sent = await runChat(joinArgs(irc.server, "--nick", "bot"), { stdin: "deploy done\n" });
  assertEquals(sent.code, 0);
  assertEquals((await bob.nextFrame("msg")).text, "deploy done");
  const lines = await ann.news();
  assertEquals(lines.map((line) => [nickOf(line), codeOf(line)]), [["bot", "PRIVMSG"]]);
  assertEquals([...bob.frames("joined"), ...bob.frames("left")], []);
  await using bot = await startChat(joinArgs(irc.server, "--nick", "bot", "--json", "--follow"));
  assertEquals((await bob.nextFrame("joined")).nick, "bot");
  await bot.stop("SIGTERM");
});

Deno.test("A topic outlives the server, and a thousand messages after it", async () => {
  const data = await Deno.makeTempDir({ prefix: "chat-data-" });
  await using _folder = { [Symbol.asyncDispose]: () => Deno.remove(data, { recursive: true }) };
  {
    await using irc = await startIrc({ data });
    await using ann = await Irc.join(irc, "ann");
    await ann.ask("JOIN #lobby");
    await ann.ask("TOPIC #lobby :it stays");
    const many = Array.from({ length: 1_500 }, (_, i) => `PRIVMSG #lobby :${i}`);
    await ann.send(...many);
    await ann.news();
  }
  await using irc = await startIrc({ data, args: ["--history", "0"] });
  await using ann = await Irc.join(irc, "eve");
  const [, topic, who] = await ann.ask("JOIN #lobby");
  assertEquals(paramsOf(topic).slice(1), ["#lobby", "it stays"]);
  assertEquals(paramsOf(who).slice(1, 3), ["#lobby", "ann"]);
});
