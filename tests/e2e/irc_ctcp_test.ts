import { assertEquals } from "@std/assert";
import { Irc, startIrc } from "./irc_support.ts";

const VERSION = "\x01VERSION\x01";

Deno.test("IRC: questions from program to program can be kept out", async (t) => {
  await using server = await startIrc();
  await using ann = await Irc.join(server, "ann");
  await using bob = await Irc.join(server, "bob");
  const members = [ann, bob];
  for (const irc of members) await irc.ask("JOIN #chan");
  for (const irc of members) await irc.news();
  const from = (line: string) => [`:ann!username@hidden ${line}`];

  await t.step("without a mode they pass", async () => {
    for (const target of ["#chan", "bob"]) {
      for (const command of ["PRIVMSG", "NOTICE"]) {
        assertEquals(await ann.ask(`${command} ${target} :${VERSION}`), []);
        assertEquals(await bob.news(), from(`${command} ${target} :${VERSION}`));
      }
    }
  });

  await t.step("a room with C takes /me alone; a NOTICE is refused without a word", async () => {
    assertEquals(await ann.ask("MODE #chan +C"), from("MODE #chan +C"));
    await bob.news();
    assertEquals(await ann.codes(`PRIVMSG #chan :${VERSION}`), ["404"]);
    assertEquals(await ann.codes(`PRIVMSG @#chan :${VERSION}`), ["404"]);
    assertEquals(await ann.ask(`NOTICE #chan :${VERSION}`), []);
    assertEquals(await bob.news(), []);
    const action = "PRIVMSG #chan :\x01ACTION waves\x01";
    assertEquals(await ann.ask(action), []);
    assertEquals(await bob.news(), from(action));
    await ann.ask("MODE #chan -C");
    await bob.news();
    await ann.ask(`PRIVMSG #chan :${VERSION}`);
    assertEquals(await bob.news(), from(`PRIVMSG #chan :${VERSION}`));
  });

  await t.step("someone with T takes /me and words alone", async () => {
    assertEquals(await bob.ask("MODE bob +T"), [":bob!username@hidden MODE bob +T"]);
    assertEquals(await ann.codes(`PRIVMSG bob :${VERSION}`), ["531"]);
    assertEquals(await ann.ask(`NOTICE bob :${VERSION}`), []);
    assertEquals(await bob.news(), []);
    for (const text of ["\x01ACTION waves\x01", "which program is that?"]) {
      await ann.ask(`PRIVMSG bob :${text}`);
      assertEquals(await bob.news(), from(`PRIVMSG bob :${text}`));
    }
  });
});
