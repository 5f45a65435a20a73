import { assert, assertEquals, assertMatch } from "@std/assert";
import { MAX_IRC_MODES } from "../../server/dialects/irc/limits.ts";
import { CLOAK, codeOf, Irc, paramsOf, startIrc } from "./irc_support.ts";
import { enter } from "./support/guest.ts";

Deno.test("IRC masks and invitations", async (t) => {
  await using server = await startIrc();
  await using ann = await Irc.join(server, "ann");
  await using bob = await Irc.join(server, "bob");
  await ann.ask("JOIN #masks");

  await t.step("what there is stands in 005: EXCEPTS, INVEX, CHANMODES, MAXLIST", async () => {
    await using eve = await Irc.connect(server);
    await eve.send("NICK eve", "USER eve 0 * :Eve");
    await eve.lines.next(/ 422 /);
    const tokens = eve.lines.lines.filter((line) => codeOf(line) === "005").join(" ");
    assertMatch(tokens, / EXCEPTS=e /);
    assertMatch(tokens, / INVEX=I /);
    assertMatch(tokens, / CHANMODES=beI,k,l,Cimnst /);
    assertMatch(tokens, / MAXLIST=b:100,e:100,I:100 /);
  });

  await t.step("MODE e: whom no ban concerns", async () => {
    await ann.ask("MODE #masks +b b*!*@*");
    assertEquals(await bob.codes("JOIN #masks"), ["474"]);
    const [set] = await ann.ask("MODE #masks +e *OB");
    assertEquals(paramsOf(set), ["#masks", "+e", "*OB!*@*"]);
    assertEquals((await bob.codes("JOIN #masks"))[0], "JOIN");
    assertEquals(await bob.codes("PRIVMSG #masks :hi"), []);
    const [taken] = (await ann.ask("MODE #masks -e *ob!*@*")).slice(-1);
    assertEquals(paramsOf(taken), ["#masks", "-e", "*OB!*@*"]);
    await bob.news();
    assertEquals(await bob.codes("PRIVMSG #masks :hi"), ["404"]);
    await bob.ask("PART #masks");
    await ann.ask("MODE #masks -b b*!*@*");
  });

  await t.step("MODE I: who need not be invited", async () => {
    await ann.ask("MODE #masks +i");
    assertEquals(await bob.codes("JOIN #masks"), ["473"]);
    await ann.ask("MODE #masks +I bob");
    assertEquals((await bob.codes("JOIN #masks"))[0], "JOIN");
    await bob.ask("PART #masks");
    await ann.ask("MODE #masks -I bob");
    assertEquals(await bob.codes("JOIN #masks"), ["473"]);
    await ann.ask("MODE #masks -i");
  });

  await t.step("lists of masks: who set them and when; exceptions are no secret to @", async () => {
    await ann.ask("MODE #masks +beI b1 e1 i1");
    const lists = await ann.ask("MODE #masks +beI");
    assertEquals(lists.map(codeOf), ["367", "368", "348", "349", "346", "347"]);
    for (const [at, mask] of [[0, "b1!*@*"], [2, "e1!*@*"], [4, "i1!*@*"]] as const) {
      const params = paramsOf(lists[at]);
      assertEquals(params.slice(0, 4), ["ann", "#masks", mask, "ann"]);
      assertMatch(params[4]!, /^\d+$/);
    }
    assertEquals(paramsOf(lists[3]).slice(0, 2), ["ann", "#masks"]);
    assertEquals(await bob.codes("MODE #masks b"), ["367", "368"]);
    assertEquals(await bob.codes("MODE #masks e"), ["482"]);
    assertEquals(await bob.codes("MODE #masks I"), ["482"]);
    assertEquals(await ann.codes("MODE #masks +e :a,b"), ["696"]);
  });

  await t.step("MODE: what was changed is told in lines of 512 bytes at the most", async () => {
    const masks = Array.from({ length: MAX_IRC_MODES }, (_, i) => `${"m".repeat(36)}${i}`);
    const lines = await ann.ask(`MODE #masks +${"b".repeat(MAX_IRC_MODES)} ${masks.join(" ")}`);
    assertEquals(lines.map(codeOf), ["MODE", "MODE"]);
    for (const line of lines) assert(line.length + 2 <= 512, line);
    const told = lines.flatMap((line) => paramsOf(line).slice(2));
    assertEquals(told, masks.map((mask) => `${mask}!*@*`));
  });

  await t.step("INVITE alone: 336 for each room one is asked into, 337", async () => {
    assertEquals(await bob.codes("INVITE"), ["337"]);
    assertEquals(await bob.codes("INVITE ann"), ["461"]);
    await ann.ask("INVITE bob #masks");
    const [invite, room, end] = await bob.ask("INVITE");
    assertEquals(codeOf(invite!), "INVITE");
    assertEquals([codeOf(room!), ...paramsOf(room)], ["336", "bob", "#masks"]);
    assertEquals([codeOf(end!), paramsOf(end)[0]], ["337", "bob"]);
    await bob.ask("JOIN #masks");
    assertEquals(await bob.codes("INVITE"), ["337"], "it is used up");
  });
});

Deno.test("IRC: a ban of somebody's cloak keeps out that person, in every dialect, and nobody else", async () => {
  const data = await Deno.makeTempDir({ prefix: "chat-data-" });
  await using _folder = { [Symbol.asyncDispose]: () => Deno.remove(data, { recursive: true }) };
  const seen: string[] = [];
  for (const _ of [1, 2]) {
    await using irc = await startIrc({ data });
    await using ann = await Irc.join(irc, "ann");
    await ann.ask("JOIN #ops");
    await using bob = await enter(irc.server, "bob");
    await using carol = await Irc.join(irc, "carol");
    const hostOf = async (nick: string) => {
      await ann.send(`WHOIS ${nick}`);
      return paramsOf(await ann.lines.next(/ 311 /))[3]!;
    };
    const hosts = [await hostOf("bob"), await hostOf("carol"), await hostOf("ann")];
    assertEquals(new Set(hosts).size, 3, hosts.join(" "));
    assert(hosts.every((host) => host.match(CLOAK)?.[0] === host));
    seen.push(hosts[0]!);
    for (const mask of [`*!*@${hosts[0]}`, `*!chat@${hosts[0]}`, `*!*chat@${hosts[0]}`]) {
      await ann.ask(`MODE #ops +b ${mask}`);
      await bob.send({ type: "join", room: "ops" });
      assertEquals((await bob.nextFrame("error")).code, "banned", mask);
      assertEquals(await carol.codes("JOIN #ops"), ["JOIN", "353", "366"], mask);
      await carol.ask("PART #ops");
      await ann.ask(`MODE #ops -b ${mask}`);
    }
    await ann.ask(`MODE #ops +b *!*@${hosts[1]}`);
    assertEquals(await carol.codes("JOIN #ops"), ["474"]);
    await bob.send({ type: "join", room: "ops" });
    assertEquals((await bob.nextFrame("welcome")).room, "ops");
  }
  assertEquals(seen[0], seen[1], "the same person has the same one after a restart");
});
