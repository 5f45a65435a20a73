import { assert, assertEquals, assertMatch } from "@std/assert";
import { codeOf, Irc, paramsOf, startIrc, tagsOf } from "./irc_support.ts";

Deno.test("IRC bot mode", async (t) => {
  await using server = await startIrc();
  await using bot = await Irc.join(server, "robodan");
  await using ann = await Irc.join(server, "ann", ["message-tags"]);
  await using bob = await Irc.join(server, "bob");
  for (const irc of [bot, ann, bob]) await irc.ask("JOIN #chan");
  for (const irc of [bot, ann, bob]) await irc.news();

  await t.step("the letter of BOT is a user mode, and 004 has it", async () => {
    await using fresh = await Irc.connect(server);
    await fresh.send("NICK fresh", "USER u 0 * :r");
    await fresh.lines.next(/ 422 /);
    const welcome = await fresh.news();
    assert(welcome.some((line) => codeOf(line) === "005" && line.includes(" BOT=B ")));
    assertMatch(paramsOf(welcome.find((line) => codeOf(line) === "004"))[3]!, /B/);
    assertEquals((await fresh.ask("MODE fresh +B"))[0], ":fresh!u@hidden MODE fresh +B");
    assertEquals(paramsOf((await fresh.ask("MODE fresh"))[0])[1], "+B");
    assertEquals((await fresh.ask("MODE fresh -B"))[0], ":fresh!u@hidden MODE fresh -B");
  });

  await t.step("WHOIS has 335, and WHO the letter, of programs alone", async () => {
    await bot.ask("MODE robodan +B");
    const whois = await ann.ask("WHOIS robodan");
    assertEquals(
      paramsOf(whois.find((line) => codeOf(line) === "335")).slice(0, 2),
      ["ann", "robodan"],
    );
    assert(!(await ann.codes("WHOIS bob")).includes("335"));
    assertEquals(paramsOf((await ann.ask("WHO robodan"))[0])[6], "HB@");
    assertEquals(paramsOf((await ann.ask("WHO bob"))[0])[6], "H");
  });

  await t.step("what a program says has the tag, for those who know tags", async () => {
    for (const command of ["PRIVMSG", "NOTICE"]) {
      for (const text of ["beep", "\x01VERSION\x01"]) {
        await bot.ask(`${command} #chan :${text}`);
        assertEquals(tagsOf((await ann.news())[0]).bot, "");
        assertEquals(await bob.news(), [
          `:robodan!username@hidden ${command} #chan :${text}`,
        ]);
      }
      await bot.ask(`${command} ann :beep`);
      assertEquals(tagsOf((await ann.news())[0]).bot, "");
    }
    await bob.ask("PRIVMSG #chan :I am none");
    const [said] = await ann.news();
    assert(said !== undefined && !("bot" in tagsOf(said)));
  });

  await t.step("the tag alone is no reason for a TAGMSG", async () => {
    await bot.ask("CAP REQ message-tags");
    assertEquals(await bot.ask("TAGMSG #chan"), []);
    assertEquals(await ann.news(), []);
    await bot.ask("@+typing=active TAGMSG #chan");
    const { bot: tag, "+typing": typing } = tagsOf((await ann.news())[0]);
    assertEquals([tag, typing], ["", "active"]);
  });
});
