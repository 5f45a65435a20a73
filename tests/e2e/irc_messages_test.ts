import { assert, assertEquals, assertMatch } from "@std/assert";
import { codeOf, Irc, nickOf, paramsOf, startIrc, tagsOf } from "./irc_support.ts";

Deno.test("IRC messages", async (t) => {
  await using server = await startIrc();
  const ECHO = ["echo-message", "batch", "labeled-response"];
  const ALL = [...ECHO, "message-tags", "server-time"];

  await t.step("PRIVMSG and NOTICE reach everyone in the room but who says it", async () => {
    await using ann = await Irc.join(server, "ann");
    await using bob = await Irc.join(server, "bob");
    await ann.ask("JOIN #chan");
    await bob.ask("JOIN #chan");
    await ann.news();
    for (const command of ["PRIVMSG", "NOTICE"]) {
      assertEquals(await ann.ask(`${command} #chan :hello there`), []);
      const [line] = await bob.news();
      assertEquals([nickOf(line), codeOf(line!), ...paramsOf(line)], [
        ...["ann", command, "#chan", "hello there"],
      ]);
    }
  });

  await t.step("wrong calls: 401, 403, 407, 411, 412; a NOTICE is answered by nobody", async () => {
    await using ann = await Irc.join(server, "ann");
    assertEquals(await ann.codes("PRIVMSG"), ["411"]);
    assertEquals(await ann.codes("PRIVMSG bob"), ["412"]);
    assertEquals(await ann.codes("PRIVMSG bob :"), ["412"]);
    assertEquals(await ann.codes("PRIVMSG nobody :hi"), ["401"]);
    assertEquals(await ann.codes("PRIVMSG #nowhere :hi"), ["403"]);
    assertEquals(await ann.codes("PRIVMSG a,b,c,d,e :hi"), ["407"]);
    assertEquals(await ann.codes("TAGMSG"), ["411"]);
    for (const rest of ["", " bob", " nobody :hi", " #nowhere :hi"]) {
      assertEquals(await ann.codes(`NOTICE${rest}`), []);
    }
  });

  await t.step("to one alone, and to oneself: one echo, one delivery, one label", async () => {
    await using ann = await Irc.join(server, "ann", ECHO);
    await using bob = await Irc.join(server, "bob", ECHO);
    const [echo] = await ann.ask("@label=1 PRIVMSG bob :hi");
    const [line] = await bob.news();
    assertEquals(tagsOf(echo), { label: "1" });
    assertEquals(tagsOf(line), {});
    assertEquals(paramsOf(line), ["bob", "hi"]);
    const self = await ann.ask("@label=2 PRIVMSG ann :note");
    assertEquals(self.map(codeOf), ["PRIVMSG", "PRIVMSG"]);
    assertEquals(self.filter((line) => tagsOf(line).label === "2").length, 1);
    const several = await ann.ask("@label=3 PRIVMSG bob,ann :all");
    assertEquals(several.filter((line) => codeOf(line) === "BATCH").length, 2);
  });

  await t.step(
    "an echo from a room has the label, the msgid and the time that all have",
    async () => {
      await using ann = await Irc.join(server, "ann", ALL);
      await using bob = await Irc.join(server, "bob", ALL);
      await ann.ask("JOIN #tags");
      await bob.ask("JOIN #tags");
      await ann.news();
      const [echo] = await ann.ask("@label=x;+a=b\\:c;d=e PRIVMSG #tags :hi");
      const [line] = await bob.news();
      const { label, ...tags } = tagsOf(echo);
      assertEquals(label, "x");
      assertEquals(tags, tagsOf(line));
      assertEquals([tags["+a"], tags.d], ["b;c", undefined]);
      assertEquals(tags.msgid, `tags:1-${Date.parse(tags.time!)}`);
      const [tagmsg] = await bob.ask("@+draft/react=x TAGMSG #tags");
      assertEquals(tagsOf((await ann.news())[0]), tagsOf(tagmsg));
      assertEquals(codeOf(tagmsg!), "TAGMSG");
    },
  );

  await t.step("tags are for those who know them, TAGMSG too", async () => {
    await using ann = await Irc.join(server, "ann", ["message-tags"]);
    await using bob = await Irc.join(server, "bob", ["server-time"]);
    await using carol = await Irc.join(server, "carol");
    for (const one of [ann, bob, carol]) await one.ask("JOIN #mixed");
    for (const one of [ann, bob, carol]) await one.news();
    await ann.ask("@+a=b PRIVMSG #mixed :hi");
    assertEquals(Object.keys(tagsOf((await bob.news())[0])), ["time"]);
    assertEquals(tagsOf((await carol.news())[0]), {});
    await ann.ask("@+a=b TAGMSG #mixed");
    assertEquals(await bob.news(), []);
    assertEquals(await carol.news(), []);
  });

  await t.step("tags of 4,096 bytes pass, one more is 417; so is a line of 513", async () => {
    await using ann = await Irc.join(server, "ann", ["message-tags", "echo-message"]);
    await ann.ask("JOIN #long");
    const value = "a".repeat(4_081);
    const [echo] = await ann.ask(`@foo=bar;+baz=${value} TAGMSG #long`);
    assertEquals(tagsOf(echo)["+baz"], value);
    assertEquals(await ann.codes(`@foo=bar;+baz=${value}a TAGMSG #long`), ["417"]);
    assertEquals(await ann.codes(`PRIVMSG #long :${"b".repeat(496)}`), ["417"]);
    assertEquals(await ann.codes(`PING ${"x".repeat(506)}`), ["417"]);
    assertEquals(await ann.codes(`PRIVMSG #long :${"b".repeat(20_000)}`), ["417"]);
    const head = ":ann!username@hidden-0123456789 PRIVMSG #long :".length;
    const [whole] = await ann.ask(`PRIVMSG #long :${"c".repeat(510 - head)}`);
    assertEquals(paramsOf(whole)[1], "c".repeat(510 - head));
    assertEquals(await ann.codes(`PRIVMSG #long :${"c".repeat(511 - head)}`), ["417"]);
  });

  await t.step("bytes that are no UTF-8 are refused (UTF8ONLY), with the label", async () => {
    await using ann = await Irc.join(server, "ann", ECHO);
    await ann.ask("JOIN #utf8");
    const bytes = new Uint8Array([...new TextEncoder().encode("@label=z PRIVMSG #utf8 :\xaa")]);
    bytes[bytes.length - 2] = 0x20;
    const [fail] = await ann.ask(new Uint8Array([...bytes, 0xaa, 0x0d, 0x0a]));
    assertEquals([codeOf(fail!), ...paramsOf(fail).slice(0, 2)], [
      ...["FAIL", "PRIVMSG", "INVALID_UTF8"],
    ]);
    assertEquals(tagsOf(fail), { label: "z" });
  });

  await t.step("formatting and CTCP pass between IRC clients", async () => {
    await using ann = await Irc.join(server, "ann");
    await using bob = await Irc.join(server, "bob");
    await ann.ask("JOIN #ctcp");
    await bob.ask("JOIN #ctcp");
    await ann.news();
    for (const text of ["\x02bold\x02 \x0304red", "\x01ACTION waves\x01", "\x01VERSION\x01"]) {
      await ann.ask(`PRIVMSG #ctcp :${text}`);
      assertEquals(paramsOf((await bob.news())[0]), ["#ctcp", text]);
      await ann.ask(`PRIVMSG bob :${text}`);
      assertEquals(paramsOf((await bob.news())[0]), ["bob", text]);
    }
  });

  await t.step("STATUSMSG is for those who hold the room", async () => {
    await using ann = await Irc.join(server, "ann");
    await using bob = await Irc.join(server, "bob");
    await using carol = await Irc.join(server, "carol");
    for (const one of [ann, bob, carol]) await one.ask("JOIN #status");
    for (const one of [ann, bob]) await one.news();
    assertEquals(await bob.ask("PRIVMSG @#status :help"), []);
    assertEquals(paramsOf((await ann.news())[0]), ["@#status", "help"]);
    assertEquals(await carol.news(), []);
  });

  await t.step("who is away says so: 301, in WHOIS and USERHOST too", async () => {
    await using ann = await Irc.join(server, "ann");
    await using bob = await Irc.join(server, "bob");
    assertEquals(await bob.codes("AWAY :out"), ["306"]);
    const [away] = await ann.ask("PRIVMSG bob :hi");
    assertEquals(paramsOf(away), ["ann", "bob", "out"]);
    assert((await ann.codes("WHOIS bob")).includes("301"));
    assertMatch((await ann.ask("USERHOST bob"))[0]!, /bob=-username@/);
    assertEquals(await bob.codes("AWAY"), ["PRIVMSG", "305"]);
    assertEquals(await ann.ask("PRIVMSG bob :hi"), []);
    assertMatch((await ann.ask("USERHOST bob"))[0]!, /bob=\+username@/);
  });

  await t.step(
    "answers come in the order of the commands: after a PONG everyone has heard it",
    async () => {
      await using ann = await Irc.join(server, "ann", ["echo-message"]);
      await using bob = await Irc.join(server, "bob");
      await ann.ask("JOIN #order");
      await bob.ask("JOIN #order");
      await ann.news();
      const many = Array.from({ length: 200 }, (_, i) => `PRIVMSG #order :${i}`);
      await ann.send(...many);
      const echoes = (await ann.news()).map((line) => paramsOf(line)[1]);
      assertEquals(echoes, many.map((_, i) => `${i}`));
      assertEquals((await bob.news()).map((line) => paramsOf(line)[1]), echoes);
    },
  );
});

Deno.test("IRC history", async (t) => {
  await using server = await startIrc();
  const CAPS = ["batch", "message-tags", "server-time", "echo-message", "draft/chathistory"];
  await using ann = await Irc.join(server, "ann", CAPS);
  await ann.ask("JOIN #past");
  const said: { msgid: string; time: string; text: string }[] = [];
  for (let i = 0; i < 12; i++) {
    const [line] = await ann.ask(`PRIVMSG #past :message ${i}`);
    const { msgid, time } = tagsOf(line);
    said.push({ msgid: msgid!, time: time!, text: `message ${i}` });
  }
  const history = async (request: string) => {
    const lines = await ann.ask(`CHATHISTORY ${request}`);
    assertEquals([codeOf(lines[0]!), ...paramsOf(lines[0]).slice(1)], [
      ...["BATCH", "chathistory", "#past"],
    ]);
    const batch = paramsOf(lines[0])[0]!.slice(1);
    assertEquals(paramsOf(lines.at(-1)), [`-${batch}`]);
    return lines.slice(1, -1).map((line) => {
      const { batch: in_, msgid, time } = tagsOf(line);
      assertEquals(in_, batch);
      return { msgid, time, text: paramsOf(line)[1] };
    });
  };
  const refs = (i: number) => [`msgid=${said[i]!.msgid}`, `timestamp=${said[i]!.time}`];

  await t.step("LATEST, BEFORE, AFTER, AROUND, by msgid and by time", async () => {
    assertEquals(await history("LATEST #past * 50"), said);
    assertEquals(await history("LATEST #past * 5"), said.slice(-5));
    for (const ref of refs(4)) {
      assertEquals(await history(`LATEST #past ${ref} 50`), said.slice(5));
      assertEquals(await history(`BEFORE #past ${ref} 50`), said.slice(0, 4));
      assertEquals(await history(`BEFORE #past ${ref} 2`), said.slice(2, 4));
      assertEquals(await history(`AFTER #past ${ref} 50`), said.slice(5));
      assertEquals(await history(`AFTER #past ${ref} 3`), said.slice(5, 8));
      assertEquals(await history(`AROUND #past ${ref} 1`), said.slice(4, 5));
      assertEquals(await history(`AROUND #past ${ref} 3`), said.slice(3, 6));
    }
  });

  await t.step("BETWEEN in both directions, from its first end", async () => {
    for (const [a, b] of [[0, 0], [1, 1]] as const) {
      const [from, to] = [refs(0)[a], refs(11)[b]];
      assertEquals(await history(`BETWEEN #past ${from} ${to} 50`), said.slice(1, -1));
      assertEquals(await history(`BETWEEN #past ${to} ${from} 50`), said.slice(1, -1));
      assertEquals(await history(`BETWEEN #past ${from} ${to} 3`), said.slice(1, 4));
      assertEquals(await history(`BETWEEN #past ${to} ${from} 3`), said.slice(-4, -1));
    }
  });

  await t.step("TARGETS names the rooms where something was said", async () => {
    const from = "timestamp=2000-01-01T00:00:00.000Z";
    const lines = await ann.ask(`CHATHISTORY TARGETS ${from} timestamp=2999-01-01T00:00:00.000Z 9`);
    assertEquals(lines.map(codeOf), ["BATCH", "CHATHISTORY", "BATCH"]);
    assertEquals(paramsOf(lines[1]), ["TARGETS", "#past", said.at(-1)!.time]);
  });

  await t.step("what makes no sense is answered with FAIL", async () => {
    const fail = async (request: string) =>
      paramsOf((await ann.ask(`CHATHISTORY ${request}`))[0]).slice(0, 3);
    assertEquals(await fail("LATEST #nowhere * 9"), ["CHATHISTORY", "INVALID_TARGET", "LATEST"]);
    assertEquals(await fail("LATEST #past *"), ["CHATHISTORY", "NEED_MORE_PARAMS", "LATEST"]);
    assertEquals(await fail("LATEST #past * x"), ["CHATHISTORY", "INVALID_PARAMS", "LATEST"]);
    assertEquals(await fail("BEFORE #past foo=1 9"), [
      ...["CHATHISTORY", "INVALID_MSGREFTYPE", "BEFORE"],
    ]);
    assertEquals(await fail("NONE #past * 9"), ["CHATHISTORY", "UNKNOWN_COMMAND", "NONE"]);
  });

  await t.step("a client that cannot ask gets the last ten when it joins", async () => {
    await using stamped = await Irc.join(server, "stamped", ["server-time"]);
    const lines = (await stamped.ask("JOIN #past")).filter((line) => codeOf(line) === "PRIVMSG");
    const texts = lines.map((line) => ({ time: tagsOf(line).time, text: paramsOf(line)[1] }));
    assertEquals(texts, said.slice(-10).map(({ time, text }) => ({ time, text })));
    await using old = await Irc.join(server, "old");
    const shown = (await old.ask("JOIN #past")).filter((line) => codeOf(line) === "PRIVMSG");
    assertEquals(shown.length, 10);
    assertMatch(paramsOf(shown[0])[1]!, /^\[\d\d:\d\d\] message 2$/);
    await using asking = await Irc.join(server, "asking", CAPS);
    assertEquals(await asking.codes("JOIN #past"), ["JOIN", "353", "366"]);
  });
});
