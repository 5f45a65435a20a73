import { assert, assertEquals, assertMatch } from "@std/assert";
import { codeOf, Irc, NAME, nickOf, paramsOf, startIrc } from "./irc_support.ts";

Deno.test("IRC queries", async (t) => {
  await using server = await startIrc();
  await using ann = await Irc.join(server, "coolNick");
  await ann.ask("JOIN #chan");
  await using bob = await Irc.join(server, "otherNick");
  await bob.ask("JOIN #chan");

  await t.step("WHO by nickname, mask and room; nobody is 315 alone", async () => {
    for (const mask of ["coolNick", "coolnick", "coolni*"]) {
      const [who, end] = await bob.ask(`WHO ${mask}`);
      assertEquals(paramsOf(who), [
        ...["otherNick", "#chan", "username", "hidden", NAME, "coolNick", "H@", "0 Realname"],
      ]);
      assertEquals(paramsOf(end).slice(0, 2), ["otherNick", mask]);
    }
    assertEquals(await bob.codes("WHO #CHAN"), ["352", "352", "315"]);
    assertEquals(await bob.codes("WHO *"), ["352", "352", "315"]);
    assertEquals(await bob.codes("WHO nobody"), ["315"]);
    assertEquals(await bob.codes("WHO #nowhere"), ["315"]);
  });

  await t.step("WHO by a mask of the user, the real name, the host or the server", async () => {
    for (const mask of ["user*", "real????", "*dden-*", NAME.replace("Little", "*")]) {
      assertEquals(await bob.codes(`WHO ${mask}`), ["352", "352", "315"], mask);
    }
    assertEquals(await bob.codes("WHO username"), ["315"], "without a star it is a nickname");
  });

  await t.step("WHOX gives the fields in its own order", async () => {
    for (const fields of ["tcuihsnfdlaor", "roaldfnshiuct"]) {
      const [who] = await bob.ask(`WHO coolNick %${fields},123`);
      assertEquals(codeOf(who!), "354");
      assertEquals(paramsOf(who), [
        ...["otherNick", "123", "#chan", "username", "255.255.255.255", "hidden", NAME],
        ...["coolNick", "H@", "0", "0", "0", "n/a", "Realname"],
      ]);
    }
    assertEquals(paramsOf((await bob.ask("WHO coolNick %tn,321"))[0]), [
      ...["otherNick", "321", "coolNick"],
    ]);
  });

  await t.step("WHOIS: 311 first, 318 last; 431, 401, 402", async () => {
    for (const server of ["", `${NAME} `, "coolNick "]) {
      const lines = await bob.ask(`WHOIS ${server}coolnick`);
      assertEquals(lines.map(codeOf), ["311", "319", "312", "317", "318"]);
      assertEquals(paramsOf(lines[0]), [
        ...["otherNick", "coolNick", "username", "hidden", "*", "Realname"],
      ]);
      assertEquals(paramsOf(lines[1])[2], "@#chan");
    }
    assertEquals(await bob.codes("WHOIS"), ["431"]);
    assertEquals(await bob.codes("WHOIS nobody"), ["401", "318"]);
    assertEquals(await bob.codes("WHOIS elsewhere.example coolNick"), ["402"]);
  });

  await t.step("WHOWAS: the latest first, so many as asked for; 406", async () => {
    for (const user of ["ident2", "ident3"]) {
      await using gone = await Irc.connect(server);
      await gone.send("NICK nick2", `USER ${user} 0 * :Realname`);
      await gone.lines.next(/ 422 /);
    }
    const users = async (rest: string) =>
      (await bob.ask(`WHOWAS ${rest}`)).filter((line) => codeOf(line) === "314")
        .map((line) => paramsOf(line)[2]);
    assertEquals(await users("nick2"), ["ident3", "ident2"]);
    assertEquals(await users("nick2 1"), ["ident3"]);
    assertEquals(await users("nick2 -1"), ["ident3", "ident2"]);
    assertEquals(await users("*ck2"), ["ident3", "ident2"]);
    assertEquals(await bob.codes("WHOWAS nobody"), ["406", "369"]);
    assertEquals(await users("nobody,nick2 1"), ["ident3"]);
    assertEquals(await bob.codes("WHOWAS a,b,c,d,e"), ["407"]);
    assertEquals(await bob.codes("WHOWAS"), ["431"]);
  });

  await t.step("ISON and USERHOST name those who are here", async () => {
    assertEquals(
      paramsOf((await bob.ask("ISON coolNick nobody otherNick"))[0])[1],
      [
        ...["coolNick", "otherNick"],
      ].join(" "),
    );
    assertEquals(await bob.codes("ISON"), ["461"]);
    assertEquals(await bob.codes("USERHOST"), ["461"]);
  });

  await t.step("MONITOR: who comes, goes and changes the nickname, on any door", async () => {
    const watched = await bob.ask("MONITOR + qux,coolNick,*!x@y");
    assertEquals(watched.map(codeOf), ["730", "731"]);
    assertEquals(paramsOf(watched[1])[1], "qux,*!x@y");
    await using qux = await Irc.join(server, "baz");
    assertEquals(await bob.news(), []);
    await qux.ask("NICK qux");
    assertEquals(paramsOf((await bob.news())[0])[1], "qux!username@hidden");
    await qux.ask("NICK QUX");
    assertEquals(await bob.news(), [], "the same nickname in capitals");
    await qux.ask("NICK other");
    assertEquals(paramsOf((await bob.news())[0])[1], "QUX");
    assertEquals(paramsOf((await bob.ask("MONITOR L"))[0])[1], "qux,coolNick");
    assertEquals(await bob.codes("MONITOR S"), ["730", "731"]);
    assertEquals(await bob.ask("MONITOR - qux"), []);
    await qux.ask("NICK qux");
    assertEquals(await bob.news(), []);
    await bob.ask("MONITOR C");
    assertEquals(await bob.codes("MONITOR L"), ["733"]);
  });

  await t.step("extended-monitor: who is watched is away and has another name, once", async () => {
    for (const cap of ["extended-monitor", "draft/extended-monitor"]) {
      await using watcher = await Irc.join(server, "watcher", [cap, "away-notify"]);
      await using unasked = await Irc.join(server, "unasked", ["away-notify", "setname"]);
      for (const one of [watcher, unasked]) await one.ask("MONITOR + seen");
      await using seen = await Irc.join(server, "seen");
      for (const one of [watcher, unasked]) await one.news();
      await seen.ask("AWAY :afk");
      await seen.ask("SETNAME :Another");
      await seen.ask("AWAY");
      const source = ":seen!username@hidden";
      assertEquals(await watcher.news(), [`${source} AWAY :afk`, `${source} AWAY`]);
      assertEquals(await unasked.news(), []);
      for (const one of [watcher, seen]) await one.ask("JOIN #watched");
      await watcher.news();
      await seen.ask("AWAY :afk");
      assertEquals(await watcher.news(), [`${source} AWAY :afk`], "in the room and by watching");
    }
  });

  await t.step("what the server says of itself", async () => {
    assertEquals((await bob.codes("VERSION"))[0], "351");
    assertEquals(paramsOf((await bob.ask("TIME"))[0])[1], NAME);
    assertEquals((await bob.codes("INFO")).at(-1), "374");
    assertEquals(await bob.codes("INFO elsewhere.example"), ["402"]);
    assertEquals(await bob.codes("MOTD"), ["422"]);
    assertEquals((await bob.codes("ADMIN"))[0], "256");
    assertEquals(await bob.codes("LINKS"), ["365"]);
    assertEquals(await bob.codes("STATS u"), ["242", "219"]);
    const help = await bob.ask("HELP");
    assertEquals([codeOf(help[0]!), codeOf(help[1]!), codeOf(help.at(-1)!)], ["704", "705", "706"]);
    assertEquals(await bob.codes("HELP privmsg"), ["704", "706"]);
    assertEquals(await bob.codes("HELPOP NOTHING"), ["524"]);
    assertEquals(await bob.codes("NOTHING"), ["421"]);
  });

  await t.step("one's own modes: 221, 501, 502; nobody makes themselves an operator", async () => {
    assertEquals(paramsOf((await bob.ask("MODE otherNick +i"))[0]), ["otherNick", "+i"]);
    assertEquals(paramsOf((await bob.ask("MODE otherNick"))[0]), ["otherNick", "+i"]);
    assertEquals(await bob.codes("MODE otherNick +o"), []);
    assertEquals(await bob.codes("MODE otherNick +Q-i"), ["501", "MODE"]);
    assertEquals(await bob.codes("MODE coolNick"), ["502"]);
    assertEquals(await bob.codes("MODE nobody"), ["401"]);
  });

  await t.step("OPER and KILL: 464, 461, 481, and who is killed is gone", async () => {
    assertEquals(await bob.codes("OPER operuser wrong"), ["464"]);
    assertEquals(await bob.codes("OPER nobody operpassword"), ["464"]);
    assertEquals(await bob.codes("OPER operuser"), ["461"]);
    assertEquals(await bob.codes("KILL coolNick :x"), ["481"]);
    assertEquals(await bob.codes("WALLOPS :x"), ["481"]);
    assertEquals(await bob.codes("OPER operuser operpassword"), ["381", "MODE"]);
    assertEquals(await bob.codes("WALLOPS :to operators"), ["WALLOPS"]);
    await ann.news();
    assertEquals(await ann.ask("MODE coolNick +w"), [":coolNick!username@hidden MODE coolNick +w"]);
    await bob.ask("WALLOPS :to those who want it");
    assertEquals(await ann.news(), [
      ":otherNick!username@hidden WALLOPS :to those who want it",
    ]);
    const who = (await ann.ask("WHO otherNick")).find((line) => codeOf(line) === "352");
    assertEquals(paramsOf(who)[6], "H*");
    await using victim = await Irc.join(server, "victim");
    await victim.ask("JOIN #chan");
    await bob.news();
    await ann.news();
    await bob.ask("KILL victim :enough");
    assertEquals((await victim.rest()).map(codeOf), ["KILL", "ERROR"]);
    const [quit] = await ann.news();
    assertEquals([nickOf(quit), codeOf(quit!)], ["victim", "QUIT"]);
    assertMatch(paramsOf(quit)[0]!, /^Killed \(otherNick \(enough\)\)$/);
    assert((await ann.codes("WHOIS victim")).includes("401"));
  });
});
