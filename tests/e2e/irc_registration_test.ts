import { assert, assertEquals, assertMatch } from "@std/assert";
import { MAX_HELLO_TRIES } from "../../server/limits.ts";
import { codeOf, Irc, NAME, paramsOf, startIrc, tagsOf } from "./irc_support.ts";

Deno.test("IRC registration", async (t) => {
  await using server = await startIrc();
  const start = () => Irc.connect(server);

  await t.step("numbers 001 to 005, LUSERS and the message of the day, in this order", async () => {
    await using ann = await start();
    await ann.send("NICK ann", "USER ann 0 * :Ann");
    await ann.lines.next(/ 422 /);
    const codes = ann.lines.lines.map(codeOf);
    assertEquals(codes.slice(0, 5), ["001", "002", "003", "004", "005"]);
    assertEquals([...new Set(codes.slice(5))], [
      ...["005", "251", "252", "253", "254", "255", "265", "266", "422"],
    ]);
    const isupport = ann.lines.lines.filter((line) => codeOf(line) === "005");
    for (const line of isupport) assert(paramsOf(line).length <= 15, line);
    const tokens = isupport.flatMap((line) => paramsOf(line).slice(1, -1));
    for (const token of ["NETWORK=chat", "CHANTYPES=#", "NICKLEN=32", "UTF8ONLY", "WHOX"]) {
      assert(tokens.includes(token), token);
    }
  });

  await t.step(
    "an empty real name or user is 461, a nickname that is none 432, none 431",
    async () => {
      await using one = await start();
      await one.send("USER name * * :");
      assertEquals(paramsOf(await one.lines.next(/ 461 /)).slice(0, 2), ["*", "USER"]);
      await one.send("NICK *");
      await one.lines.next(/ 432 \* \* /);
      await one.send("NICK");
      await one.lines.next(/ 431 /);
      await one.send("NICK :");
      await one.lines.next(/ 431 /);
    },
  );

  await t.step("a nickname that is taken, or looks like one, is 433", async () => {
    await using ann = await Irc.join(server, "taken");
    await using other = await start();
    await other.send("NICK TAKEN", "USER u 0 * :U");
    await other.lines.next(/ 433 \* TAKEN /);
    await other.send("NICK free");
    await other.lines.next(/ 001 free /);
    assertEquals((await other.codes("NICK Taken")).at(0), "433");
    assertEquals(await ann.news(), []);
  });

  await t.step(
    "after MAX_HELLO_TRIES refused it is told why and let go, and the log says so",
    async () => {
      await using one = await start();
      await one.send(...Array(MAX_HELLO_TRIES).fill("NICK *"));
      const lines = await one.rest();
      assertEquals(lines.filter((line) => codeOf(line) === "432").length, MAX_HELLO_TRIES);
      assertEquals(paramsOf(lines.at(-1)), ["Closing link: Too many nicknames refused"]);
      await server.server.process.waitForOutput(/cut.*flood/);
    },
  );

  await t.step("two who want the same nickname at once: one gets it", async () => {
    await using a = await start();
    await using b = await start();
    await a.send("NICK same");
    await b.send("NICK same");
    await a.send("USER a 0 * :A");
    await a.lines.next(/ 001 same /);
    await b.send("USER b 0 * :B");
    await b.lines.next(/ 433 /);
    await b.send("NICK same2");
    await b.lines.next(/ 001 same2 /);
  });

  await t.step(
    "before it everything else is 451, and an unknown command too; PING is answered",
    async () => {
      await using one = await start();
      assertEquals(await one.codes("JOIN #a"), ["451"]);
      assertEquals(await one.codes("FOO"), ["451"]);
      assertEquals(await one.codes(""), []);
    },
  );

  await t.step("after it USER and PASS are 462", async () => {
    await using one = await Irc.join(server, "again");
    assertEquals(await one.codes("USER u 0 * :U"), ["462"]);
    assertEquals(await one.codes("PASS x"), ["462"]);
    assertEquals(await one.codes("USER"), ["461"]);
  });

  await t.step(
    "CAP: LS without values for old clients, LIST empty, NAK of the whole, 410",
    async () => {
      await using one = await start();
      await one.send("CAP LS");
      const caps = paramsOf(await one.lines.next(/CAP \* LS/));
      assert(!caps[2]!.includes("=") && caps[2]!.includes("message-tags"), caps[2]);
      await one.send("CAP LIST");
      assertEquals(paramsOf(await one.lines.next(/ LIST /)), ["*", "LIST", ""]);
      await one.send("CAP REQ :foo multi-prefix bar");
      const nak = await one.lines.next(/ NAK /);
      assertEquals(paramsOf(nak), ["*", "NAK", "foo multi-prefix bar"]);
      await one.send("CAP REQ :multi-prefix");
      assertEquals(paramsOf(await one.lines.next(/ ACK /)), ["*", "ACK", "multi-prefix"]);
      await one.send("CAP FOO");
      assertEquals(paramsOf(await one.lines.next(/ 410 /)).slice(0, 2), ["*", "FOO"]);
      await one.news();
      await one.send("NICK capper", "USER u 0 * :U");
      assertEquals((await one.news()).map(codeOf), [], "nobody is let in before CAP END");
      await one.send("CAP END");
      await one.lines.next(/ 001 capper /);
    },
  );

  await t.step("a capability can be given back: lines in rooms change at once", async () => {
    await using one = await Irc.join(server, "giver", ["server-time", "echo-message"]);
    await one.ask("JOIN #caps");
    const [before] = await one.ask("PRIVMSG #caps :a");
    assertMatch(tagsOf(before).time!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    await one.ask("CAP REQ :-server-time");
    await using other = await Irc.join(server, "teller");
    await other.ask("JOIN #caps");
    await one.news();
    await other.ask("PRIVMSG #caps :b");
    const [after] = await one.news();
    assertEquals(tagsOf(after), {});
    assertEquals(paramsOf(after), ["#caps", "b"]);
  });

  await t.step("PING without a token is 409, with one it is sent back", async () => {
    await using one = await Irc.join(server, "pinger");
    assertEquals(await one.codes("PING"), ["409"]);
    assertEquals(await one.codes("PING :"), ["409"]);
    await one.send("PING abcdef");
    assertEquals(paramsOf(await one.lines.next(/PONG/)), [NAME, "abcdef"]);
  });

  await t.step("QUIT is answered with ERROR, and the nickname is free again", async () => {
    const one = await Irc.join(server, "quitter");
    await one.send("QUIT :bye");
    assertEquals((await one.rest()).map(codeOf), ["ERROR"]);
    await using again = await Irc.join(server, "QUITTER");
    assertEquals(await again.news(), []);
  });

  await t.step("LUSERS counts those who are not let in yet", async () => {
    await using one = await Irc.join(server, "counter");
    const count = async () =>
      paramsOf((await one.ask("LUSERS")).find((line) => codeOf(line) === "253"))[1];
    assertEquals(await count(), "0");
    const stranger = await start();
    await stranger.news();
    assertEquals(await count(), "1");
    await stranger.send("QUIT");
    await stranger.rest();
    assertEquals(await count(), "0");
  });

  await t.step("a page of the web that is sent here is cut off", async () => {
    const one = await start();
    await one.send("GET / HTTP/1.1");
    assertEquals((await one.rest())[0], "HTTP/1.1 400 Bad Request");
  });
});

Deno.test("IRC with a password: PASS, SASL PLAIN, and neither", async () => {
  await using server = await startIrc({ env: { CHAT_PASSWORD: "sesame" } });
  await using right = await Irc.connect(server);
  await right.send("PASS sesame", "NICK right", "USER u 0 * :U");
  await right.lines.next(/ 001 right /);

  await using wrong = await Irc.connect(server);
  await wrong.send("PASS seasam", "NICK wrong", "USER u 0 * :U");
  assertEquals((await wrong.rest()).map(codeOf), ["464", "ERROR"]);

  await using none = await Irc.connect(server);
  // who is here is for those who have the password
  await none.send("NICK right", "USER u 0 * :U");
  assertEquals((await none.rest()).map(codeOf), ["464", "ERROR"]);

  await using sasl = await Irc.connect(server);
  await sasl.send("CAP LS 302");
  assertMatch(await sasl.lines.next(/LS/), /sasl=PLAIN/);
  await sasl.send("CAP REQ :sasl", "AUTHENTICATE FOO");
  await sasl.lines.next(/ 908 /);
  await sasl.lines.next(/ 904 /);
  await sasl.send("AUTHENTICATE PLAIN");
  await sasl.lines.next(/^AUTHENTICATE \+$/);
  await sasl.send(`AUTHENTICATE ${btoa("\0jilles\0millet")}`);
  await sasl.lines.next(/ 904 /);
  await sasl.send("AUTHENTICATE PLAIN", `AUTHENTICATE ${btoa("jilles\0jilles\0sesame")}`);
  assertEquals(paramsOf(await sasl.lines.next(/ 900 /))[2], "jilles");
  await sasl.lines.next(/ 903 /);
  await sasl.send("NICK sasl", "USER u 0 * :U", "CAP END");
  await sasl.lines.next(/ 001 sasl /);
});
