import { assert, assertEquals } from "@std/assert";
import { codeOf, Irc, nickOf, paramsOf, startIrc, tagsOf } from "./irc_support.ts";

Deno.test("IRC channels", async (t) => {
  await using server = await startIrc();
  let rooms = 0;
  /** A new room with `ann` in it, who holds it, and `bob`. */
  async function two(test: (ann: Irc, bob: Irc, room: string) => Promise<void>): Promise<void> {
    const n = ++rooms;
    await using ann = await Irc.join(server, `ann${n}`);
    await using bob = await Irc.join(server, `bob${n}`);
    const room = `#room${n}`;
    await ann.ask(`JOIN ${room}`);
    await bob.ask(`JOIN ${room}`);
    await ann.news();
    await test(ann, bob, room);
  }
  const lone = () => Irc.join(server, `lone${++rooms}`);

  await t.step("JOIN: one's own line, then who is there; the first holds the room", async () => {
    await using ann = await lone();
    await using bob = await lone();
    const lines = await ann.ask("JOIN #First");
    assertEquals(lines.map(codeOf), ["JOIN", "353", "366"]);
    assertEquals(paramsOf(lines[0]), ["#first"]);
    const names = await bob.ask("JOIN #first");
    const [one, other] = [nickOf(lines[0]), nickOf(names[0])];
    assertEquals(paramsOf(names[1]).slice(1), ["=", "#first", `@${one} ${other}`]);
    assertEquals((await ann.news()).map(codeOf), ["JOIN"]);
    assertEquals(await ann.ask("JOIN #first"), [], "who is there need not come");
  });

  await t.step("the lobby is nobody's", async () => {
    await using ann = await lone();
    const [, names] = await ann.ask("JOIN #lobby");
    assert(!paramsOf(names).at(-1)!.includes("@"), names);
  });

  await t.step("wrong calls: 461, 403, 405 never silence", async () => {
    await using ann = await lone();
    assertEquals(await ann.codes("JOIN"), ["461"]);
    assertEquals(await ann.codes("JOIN room"), ["403"]);
    assertEquals(await ann.codes("JOIN #"), ["403"]);
    assertEquals(await ann.codes("JOIN #a/b"), ["403"]);
    assertEquals(await ann.codes(`JOIN #${"a".repeat(33)}`), ["403"]);
    assertEquals((await ann.codes(`JOIN #${"a".repeat(32)}`))[0], "JOIN");
    assertEquals(await ann.codes("PART"), ["461"]);
    assertEquals(await ann.codes("PART #nowhere"), ["403"]);
    assertEquals(await ann.codes("TOPIC #nowhere"), ["403"]);
    assertEquals(await ann.codes("KICK #nowhere bob"), ["403"]);
    assertEquals(await ann.codes("KICK #nowhere"), ["461"]);
    assertEquals(await ann.codes("INVITE bob"), ["461"]);
    assertEquals(await ann.codes("MODE #nowhere"), ["403"]);
    assertEquals(await ann.codes("MODE"), ["461"]);
    assertEquals(await ann.codes("NAMES #nowhere"), ["366"]);
    assertEquals(await ann.codes("NAMES nowhere"), ["366"]);
    assertEquals(await ann.codes("LIST #nowhere"), ["321", "323"]);
  });

  await t.step("in another's room without being there: 442, and 404 for a message", async () => {
    await two(async (_ann, _bob, room) => {
      await using eve = await lone();
      assertEquals(await eve.codes(`PART ${room}`), ["442"]);
      assertEquals(await eve.codes(`TOPIC ${room} :x`), ["442"]);
      assertEquals(await eve.codes(`KICK ${room} bob`), ["442"]);
      assertEquals(await eve.codes(`INVITE lone1 ${room}`), ["442"]);
      assertEquals(await eve.codes(`MODE ${room} +i`), ["442"]);
      assertEquals(await eve.codes(`PRIVMSG ${room} :hi`), ["404"]);
      assertEquals(await eve.codes(`NOTICE ${room} :hi`), [], "a NOTICE is answered by nobody");
    });
  });

  await t.step("PART is shown to all, with its reason, and JOIN 0 leaves every room", async () => {
    await two(async (ann, bob, room) => {
      const [own] = await ann.ask(`PART ${room} :bye all`);
      assertEquals(paramsOf(own), [room, "bye all"]);
      const [seen] = await bob.news();
      assertEquals([codeOf(seen!), ...paramsOf(seen)], ["PART", room, "bye all"]);
      await bob.ask("JOIN #other");
      assertEquals(await bob.codes("JOIN 0"), ["PART", "PART"]);
    });
  });

  await t.step(
    "QUIT and NICK reach each neighbour once, however many rooms they share",
    async () => {
      await two(async (ann, bob) => {
        await ann.ask("JOIN #shared");
        await bob.ask("JOIN #shared");
        await ann.news();
        const [own] = await bob.ask("NICK bobby");
        assertEquals([codeOf(own!), ...paramsOf(own)], ["NICK", "bobby"]);
        assertEquals((await ann.news()).map(codeOf), ["NICK"]);
        assertEquals(await bob.ask("NICK bobby"), [], "no change is no news");
        await bob.send("QUIT :out");
        await bob.rest();
        const news = await ann.news();
        assertEquals(news.map(codeOf), ["QUIT"]);
        assertEquals(paramsOf(news[0]), ["Quit: out"]);
      });
    },
  );

  await t.step("TOPIC: 331, set, seen by all, told to who comes, taken away", async () => {
    await two(async (ann, bob, room) => {
      assertEquals(await bob.codes(`TOPIC ${room}`), ["331"]);
      const [set] = await ann.ask(`TOPIC ${room} :new topic`);
      assertEquals(paramsOf(set), [room, "new topic"]);
      assertEquals(paramsOf((await bob.news())[0]), [room, "new topic"]);
      await using eve = await lone();
      const codes = await eve.codes(`JOIN ${room}`);
      assertEquals(codes, ["JOIN", "332", "333", "353", "366"]);
      await ann.ask(`TOPIC ${room} :`);
      assertEquals(paramsOf((await bob.news()).at(-1)), [room, ""]);
      assertEquals(await bob.codes(`TOPIC ${room}`), ["331"]);
      assertEquals(await ann.codes(`TOPIC ${room} :${"x".repeat(301)}`), ["417"]);
    });
  });

  await t.step("TOPIC: what is set already is told to nobody", async () => {
    await two(async (ann, bob, room) => {
      assertEquals(await ann.ask(`TOPIC ${room} :`), [], "there was none");
      await ann.ask(`TOPIC ${room} :same`);
      await bob.news();
      assertEquals(await ann.ask(`TOPIC ${room} :same`), []);
      assertEquals(await bob.news(), []);
      assertEquals(await ann.codes(`TOPIC ${room} :other`), ["TOPIC"]);
    });
  });

  await t.step("MODE t: the topic is for those who hold the room", async () => {
    await two(async (ann, bob, room) => {
      await ann.ask(`MODE ${room} +t`);
      await bob.news();
      assertEquals(await bob.codes(`TOPIC ${room} :x`), ["482"]);
      await ann.ask(`MODE ${room} -t`);
      await bob.news();
      assertEquals(await bob.codes(`TOPIC ${room} :x`), ["TOPIC"]);
    });
  });

  await t.step("MODE: what is set is told, and what cannot be", async () => {
    await two(async (ann, bob, room) => {
      const nick = paramsOf((await bob.ask("AWAY"))[0])[0];
      assertEquals(await bob.codes(`MODE ${room} +o ${nick}`), ["482"]);
      assertEquals(await ann.codes(`MODE ${room} +o nobody`), ["401"]);
      assertEquals(await ann.codes(`MODE ${room} +o lone1`), ["401"]);
      assertEquals(await ann.codes(`MODE ${room} +X`), ["472"]);
      assertEquals(await ann.codes(`MODE ${room} +o`), ["461"]);
      assertEquals(await ann.codes(`MODE ${room} +l :abc`), ["696"]);
      assertEquals(await ann.codes(`MODE ${room} +k :with space`), ["696"]);
      const [mode] = await ann.ask(`MODE ${room} +ov-o ${nick} ${nick} ${nick}`);
      assertEquals(paramsOf(mode), [room, "+ov-o", nick!, nick!, nick!]);
      assertEquals(paramsOf((await bob.news())[0]), paramsOf(mode));
      const [state, since] = await ann.ask(`MODE ${room} +itk key`) &&
        await ann.ask(`MODE ${room}`);
      assertEquals(paramsOf(state).slice(1), [room, "+intk", "key"]);
      assertEquals(codeOf(since!), "329");
      assertEquals(await ann.codes(`MODE ${room} b`), ["368"]);
      assertEquals(await bob.codes(`MODE ${room} +b`), ["MODE", "368"]);
    });
  });

  await t.step(
    "MODE i, k, l, b: 473, 475, 471, 474; an invitation opens all of them once",
    async () => {
      await two(async (ann, _bob, room) => {
        await using eve = await Irc.join(server, `eve${rooms}`);
        await ann.ask(`MODE ${room} +i`);
        assertEquals(await eve.codes(`JOIN ${room}`), ["473"]);
        await ann.ask(`MODE ${room} -i+k beer`);
        assertEquals(await eve.codes(`JOIN ${room}`), ["475"]);
        assertEquals(await eve.codes(`JOIN ${room} bees`), ["475"]);
        await ann.ask(`MODE ${room} -k+l x 2`);
        assertEquals(await eve.codes(`JOIN ${room}`), ["471"]);
        const [ban] = await ann.ask(`MODE ${room} -l+b EVE${rooms}`);
        assertEquals(paramsOf(ban), [room, "-l+b", `EVE${rooms}!*@*`]);
        assertEquals(await eve.codes(`JOIN ${room}`), ["474"]);
        const [inviting] = await ann.ask(`INVITE eve${rooms} ${room}`);
        assertEquals(paramsOf(inviting).slice(1), [`eve${rooms}`, room]);
        const [invite] = await eve.news();
        assertEquals([codeOf(invite!), ...paramsOf(invite)], ["INVITE", `eve${rooms}`, room]);
        assertEquals((await eve.codes(`JOIN ${room}`))[0], "JOIN");
        assertEquals(await ann.codes(`INVITE eve${rooms} ${room}`), ["JOIN", "443"]);
        assertEquals(await ann.codes(`INVITE nobody ${room}`), ["401"]);
        await eve.ask(`PART ${room}`);
        assertEquals(await eve.codes(`JOIN ${room}`), ["474"]);
      });
    },
  );

  await t.step("MODE m: 404 without a voice", async () => {
    await two(async (ann, bob, room) => {
      const nick = paramsOf((await bob.ask("AWAY"))[0])[0];
      await ann.ask(`MODE ${room} +m`);
      await bob.news();
      assertEquals(await bob.codes(`PRIVMSG ${room} :hi`), ["404"]);
      await ann.ask(`MODE ${room} +v ${nick}`);
      await bob.news();
      assertEquals(await bob.codes(`PRIVMSG ${room} :hi`), []);
      assertEquals((await ann.news()).map(codeOf), ["PRIVMSG"]);
    });
  });

  await t.step("MODE s: a hidden room is known to those alone who are in it", async () => {
    await two(async (ann, bob, room) => {
      await ann.ask(`MODE ${room} +s`);
      await using eve = await lone();
      assertEquals((await eve.ask("LIST")).filter((line) => paramsOf(line)[1] === room), []);
      assertEquals(await eve.codes(`NAMES ${room}`), ["366"]);
      assertEquals(await eve.codes(`WHO ${room}`), ["315"]);
      assertEquals((await bob.ask("LIST")).filter((line) => paramsOf(line)[1] === room).length, 1);
    });
  });

  await t.step(
    "KICK: by who holds the room, with the kicker's name for a reason; 482, 441, 401",
    async () => {
      await two(async (ann, bob, room) => {
        const [away] = await bob.ask("AWAY");
        const nick = paramsOf(away)[0]!;
        assertEquals(await bob.codes(`KICK ${room} ${nick}`), ["482"]);
        assertEquals(await ann.codes(`KICK ${room} nobody`), ["401"]);
        await using eve = await lone();
        const eveNick = paramsOf((await eve.ask("AWAY"))[0])[0];
        assertEquals(await ann.codes(`KICK ${room} ${eveNick}`), ["441"]);
        const [kick] = await ann.ask(`KICK ${room} ${nick}`);
        const who = nickOf(kick)!;
        assertEquals(paramsOf(kick), [room, nick, who]);
        assertEquals(paramsOf((await bob.news())[0]), [room, nick, who]);
        assertEquals(await bob.codes(`PRIVMSG ${room} :hi`), ["404"]);
      });
    },
  );

  await t.step("LIST and NAMES without a room go by the names of the rooms", async () => {
    await using ann = await lone();
    await ann.ask("JOIN #sorted-b,#sorted-c,#sorted-a");
    const order = async (line: string, at: number) =>
      (await ann.ask(line)).map((line) => paramsOf(line)[at]).filter((name) =>
        name?.startsWith("#sorted")
      );
    const names = ["#sorted-a", "#sorted-b", "#sorted-c"];
    assertEquals(await order("LIST", 1), names);
    assertEquals(await order("NAMES", 2), names);
  });

  await t.step("LIST takes names, masks and numbers (ELIST)", async () => {
    await using ann = await lone();
    await ann.ask("JOIN #elist-a,#elist-b");
    await using bob = await lone();
    await bob.ask("JOIN #elist-b");
    const list = async (word: string) =>
      (await bob.ask(`LIST ${word}`)).filter((line) => codeOf(line) === "322")
        .map((line) => paramsOf(line)[1]).filter((name) => name!.startsWith("#elist")).sort();
    assertEquals(await list("#elist-a"), ["#elist-a"]);
    assertEquals(await list("*list-b"), ["#elist-b"]);
    assertEquals(await list("!*list-b"), ["#elist-a"]);
    assertEquals(await list("#elist*,>1"), ["#elist-b"]);
    assertEquals(await list("#elist*,<2"), ["#elist-a"]);
    assertEquals(await list("#elist*,C<10"), ["#elist-a", "#elist-b"]);
    assertEquals(await list("#elist*,C>10"), []);
    assertEquals(await list("#elist*,T<10"), []);
  });

  await t.step("names with all their signs, and with where they are from", async () => {
    await using ann = await Irc.join(server, "signs", ["multi-prefix", "userhost-in-names"]);
    await ann.ask("JOIN #signs");
    await ann.ask("MODE #signs +v signs");
    const [names] = await ann.ask("NAMES #signs");
    assertEquals(paramsOf(names).at(-1), "@+signs!username@hidden");
    const [who] = await ann.ask("WHO #signs");
    assertEquals(paramsOf(who)[6], "H@+");
  });

  await t.step(
    "extended-join, away-notify, invite-notify, setname: for those who asked for them",
    async () => {
      await using ann = await Irc.join(server, "caps1", [
        ...["extended-join", "away-notify", "invite-notify", "setname"],
      ]);
      await using bob = await Irc.join(server, "caps2");
      await ann.ask("JOIN #notify");
      await bob.ask("AWAY :asleep");
      await bob.ask("JOIN #notify");
      const [join, away] = await ann.news();
      assertEquals(paramsOf(join), ["#notify", "*", "Realname"]);
      assertEquals([codeOf(away!), ...paramsOf(away)], ["AWAY", "asleep"]);
      await bob.ask("AWAY");
      assertEquals((await ann.news()).map((line) => [codeOf(line), ...paramsOf(line)]), [["AWAY"]]);
      await bob.ask("SETNAME :New Name");
      assertEquals(paramsOf((await ann.news())[0]), ["New Name"]);
      await ann.ask("SETNAME :Other");
      assertEquals(await bob.news(), []);
      await using eve = await Irc.join(server, "caps3");
      await eve.news();
      await bob.ask("INVITE caps3 #notify");
      assertEquals((await ann.news()).map(codeOf), ["INVITE"]);
    },
  );

  await t.step("a JOIN with a label is one batch", async () => {
    await using ann = await Irc.join(server, "labels", ["batch", "labeled-response"]);
    const lines = await ann.ask("@label=12 JOIN #labels,#labels2");
    assertEquals(tagsOf(lines[0]), { label: "12" });
    const [name, type] = paramsOf(lines[0]);
    assertEquals(type, "labeled-response");
    const batch = name!.slice(1);
    assertEquals(paramsOf(lines.at(-1)), [`-${batch}`]);
    for (const line of lines.slice(1, -1)) assertEquals(tagsOf(line), { batch });
    assertEquals(lines.slice(1, -1).map(codeOf), ["JOIN", "353", "366", "JOIN", "353", "366"]);
    const [part] = await ann.ask("@label=13 PART #labels");
    assertEquals([codeOf(part!), tagsOf(part)], ["PART", { label: "13" }]);
    const [ack] = await ann.ask("@label=14 PONG x");
    assertEquals([codeOf(ack!), tagsOf(ack)], ["ACK", { label: "14" }]);
  });
});
