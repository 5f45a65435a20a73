import { assert, assertEquals, assertMatch } from "@std/assert";
import { MAX_TEXT_BYTES, MAX_TEXT_LINES } from "../../protocol/limits.ts";
import { codeOf, Irc, paramsOf, startIrc, tagsOf } from "./irc_support.ts";
import { enter } from "./support/guest.ts";

const BASE = ["message-tags", "batch", "echo-message", "server-time", "labeled-response"];
const CAPS = [...BASE, "draft/multiline"];
const CONCAT = "draft/multiline-concat";

/** The commands, texts and whether they go on, of lines. */
function shown(lines: readonly string[]): string[] {
  return lines.map((line) => {
    const more = CONCAT in tagsOf(line) ? "+" : "";
    return codeOf(line) === "BATCH" ? "BATCH" : more + paramsOf(line).at(-1);
  });
}

Deno.test("IRC multiline", async (t) => {
  await using server = await startIrc();

  await t.step("CAP LS names the bounds", async () => {
    await using ann = await Irc.connect(server);
    await ann.send("CAP LS 302");
    const line = await ann.lines.next(/ CAP /);
    const value = `draft/multiline=max-bytes=${MAX_TEXT_BYTES},max-lines=${MAX_TEXT_LINES}`;
    assert(line.split(/[ :]/).includes(value), line);
  });

  await t.step("a batch goes out as one, as single lines, and as one message", async () => {
    await using ann = await Irc.join(server, "ann", CAPS);
    await using bob = await Irc.join(server, "bob", CAPS);
    await using carol = await Irc.join(server, "carol", BASE);
    await using dave = await enter(server.server, "dave");
    for (const one of [ann, bob, carol]) await one.ask("JOIN #lobby");
    for (const one of [ann, bob, carol]) await one.news();
    await ann.send(
      "@label=l;+a=b BATCH +1 draft/multiline #lobby",
      "@batch=1 PRIVMSG #lobby hello",
    );
    await ann.send("@batch=1 PRIVMSG #lobby :", "@batch=1 PRIVMSG #lobby :how \x02is ");
    const echo = await ann.ask(`@batch=1;${CONCAT} PRIVMSG #lobby everyone?`);
    assertEquals(echo, [], "nothing is answered before the end");
    const own = await ann.ask("BATCH -1");
    const texts = ["hello", "", "how \x02is ", "+everyone?"];
    assertEquals(shown(own), ["BATCH", ...texts, "BATCH"]);
    const { label, msgid, time, ...more } = tagsOf(own[0]);
    assertEquals([label, more], ["l", { "+a": "b" }]);
    assertEquals(own.filter((line) => /label|msgid|time|\+a/.test(line)).length, 1);
    const other = await bob.news();
    assertEquals(shown(other), ["BATCH", ...texts, "BATCH"]);
    assertEquals(tagsOf(other[0]), { msgid: msgid!, time: time!, "+a": "b" });
    const name = paramsOf(other[0])[0]!.slice(1);
    assertEquals(paramsOf(other.at(-1)), [`-${name}`]);
    assert(other.slice(1, -1).every((line) => tagsOf(line).batch === name));
    const lines = await carol.news();
    assertEquals(shown(lines), ["hello", "how \x02is ", "everyone?"]);
    assertEquals(lines.map((line) => tagsOf(line).msgid), [msgid, undefined, undefined]);
    assert(lines.every((line) => tagsOf(line).time === time && tagsOf(line)["+a"] === "b"));
    assertEquals((await dave.nextFrame("msg")).text, "hello\n\nhow is everyone?");
  });

  await t.step("long messages of other doors come as a batch, and in history too", async () => {
    await using ann = await Irc.join(server, "ann", [...CAPS, "draft/chathistory"]);
    await using dave = await enter(server.server, "dave");
    await ann.ask("JOIN #lobby");
    await dave.say(`first\n\n${"long ".repeat(150)}end`);
    const live = await ann.news();
    const texts = shown(live.filter((line) => !/JOIN/.test(line)));
    assertEquals([texts[0], texts[1], texts[2], texts.at(-1)], ["BATCH", "first", "", "BATCH"]);
    assert(texts.slice(4, -1).length > 0 && texts.slice(4, -1).every((text) => text[0] === "+"));
    const told = texts.slice(3, -1).map((text, i) => i === 0 ? text : text.slice(1)).join("");
    assertEquals(told, `${"long ".repeat(150)}end`);
    const past = await ann.ask("CHATHISTORY LATEST #lobby * 1");
    assertEquals(shown(past).slice(1, -1), texts);
    const outer = paramsOf(past[0])[0]!.slice(1);
    assertEquals(tagsOf(past[1]).batch, outer);
    assertEquals(tagsOf(past.at(-2)).batch, outer);
    assert(tagsOf(past[2]).batch !== outer);
    assertEquals(tagsOf(past[1]).msgid, tagsOf(live.find((line) => / BATCH /.test(line))).msgid);
  });

  await t.step("to one person, an action, and to those who hold a room", async () => {
    await using ann = await Irc.join(server, "ann", CAPS);
    await using bob = await Irc.join(server, "bob", CAPS);
    const say = async (target: string, ...texts: string[]) => {
      await ann.send(`BATCH +x draft/multiline ${target}`);
      for (const text of texts) await ann.send(`@batch=x PRIVMSG ${target} :${text}`);
      await ann.ask("BATCH -x");
      return shown(await bob.news());
    };
    assertEquals(await say("bob", "a", "b"), ["BATCH", "a", "b", "BATCH"]);
    assertEquals(await say("bob", "alone"), ["alone"]);
    await bob.ask("JOIN #multi");
    await ann.ask("JOIN #multi");
    await bob.news();
    const action = ["BATCH", "\x01ACTION waves\x01", "\x01ACTION and goes\x01", "BATCH"];
    assertEquals(await say("#multi", "\x01ACTION waves", "and goes\x01"), action);
    assertEquals(await say("@#multi", "a", "", "b"), ["a", "b"]);
  });

  await t.step("what is wrong is told once, and nothing of it is said", async () => {
    await using ann = await Irc.join(server, "ann", CAPS);
    await ann.ask("JOIN #multi");
    const fault = async (...lines: string[]) => {
      await ann.send("@label=z BATCH +1 draft/multiline #multi", ...lines);
      const answers = await ann.ask("BATCH -1");
      assertEquals(answers.map(codeOf), ["FAIL"], answers.join("\n"));
      assertEquals(tagsOf(answers[0]).label, "z");
      return paramsOf(answers[0]).slice(0, -1).join(" ");
    };
    const invalid = "BATCH MULTILINE_INVALID";
    assertEquals(await fault(), invalid);
    assertEquals(await fault("@batch=1 PRIVMSG #multi :", "@batch=1 PRIVMSG #multi :"), invalid);
    assertEquals(
      await fault("@batch=2 PRIVMSG #multi :hi", "@batch=1 PRIVMSG #multi :hi"),
      invalid,
    );
    const blank = `@batch=1;${CONCAT} PRIVMSG #multi :`;
    assertEquals(await fault("@batch=1 PRIVMSG #multi :hi", blank), invalid);
    assertEquals(await fault("@batch=1 PRIVMSG #multi a", "@batch=1 NOTICE #multi a"), invalid);
    assertEquals(await fault("@batch=1 JOIN #other"), invalid);
    assertEquals(
      await fault("@batch=1 PRIVMSG #multi :\x01VERSION", "@batch=1 PRIVMSG #multi :x"),
      invalid,
    );
    const target = await fault("@batch=1 PRIVMSG #lobby :hi");
    assertEquals(target, "BATCH MULTILINE_INVALID_TARGET #multi #lobby");
    const many = Array.from({ length: MAX_TEXT_LINES + 1 }, () => "@batch=1 PRIVMSG #multi a");
    assertEquals(await fault(...many), `BATCH MULTILINE_MAX_LINES ${MAX_TEXT_LINES}`);
    const long = `@batch=1 PRIVMSG #multi ${"x".repeat(400)}`;
    const tooLong = Array.from({ length: MAX_TEXT_BYTES / 400 + 1 }, () => long);
    assertEquals(await fault(...tooLong), `BATCH MULTILINE_MAX_BYTES ${MAX_TEXT_BYTES}`);
    const most = many.slice(1);
    await ann.send("BATCH +1 draft/multiline #multi", ...most);
    assertEquals((await ann.ask("BATCH -1")).length, MAX_TEXT_LINES + 2);
    for (
      const [line, code] of [
        ["BATCH", "461"],
        ["BATCH 1", "FAIL INVALID_REFTAG"],
        ["BATCH -1", "FAIL INVALID_REFTAG"],
        ["BATCH +é draft/multiline #multi", "FAIL INVALID_REFTAG"],
        ["BATCH +1 other #multi", "FAIL UNKNOWN_TYPE"],
        ["BATCH +1 draft/multiline", "FAIL MULTILINE_INVALID"],
        ["@batch=1 PRIVMSG #multi :hi", "FAIL MULTILINE_INVALID"],
      ]
    ) {
      const [answer] = await ann.ask(line!);
      const [, which] = paramsOf(answer);
      assertEquals(codeOf(answer!) === "FAIL" ? `FAIL ${which}` : codeOf(answer!), code, line);
    }
    await using bob = await Irc.join(server, "bob", BASE);
    assertEquals(await bob.codes("BATCH +1 draft/multiline #multi"), ["421"]);
  });

  await t.step("who gives the capability back gets single lines", async () => {
    await using ann = await Irc.join(server, "ann", CAPS);
    await using dave = await enter(server.server, "dave");
    await ann.ask("JOIN #lobby");
    await ann.ask("CAP REQ :-draft/multiline");
    await dave.say("a\nb");
    assertMatch((await ann.news()).join("\n"), /PRIVMSG #lobby :a\n.*PRIVMSG #lobby :b$/);
  });
});
