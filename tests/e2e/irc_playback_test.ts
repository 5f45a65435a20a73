import { assert, assertEquals } from "@std/assert";
import { codeOf, Irc, nickOf, paramsOf, startIrc, tagsOf } from "./irc_support.ts";
import { dirname } from "node:path";
import { enter } from "./support/guest.ts";
import { tempFolder } from "./support/temp.ts";

const CAPS = ["batch", "message-tags", "server-time", "draft/chathistory"];
const ALL = [...CAPS, "draft/event-playback", "extended-join"];

/** A line in short: who did what, with what. */
function short(line: string): string {
  return [nickOf(line), codeOf(line), ...paramsOf(line)].join(" ");
}

Deno.test("IRC event playback", async (t) => {
  await using server = await startIrc();
  await using ann = await Irc.join(server, "ann", ALL);
  await using bob = await Irc.join(server, "bob", CAPS);
  await ann.ask("JOIN #past");
  await bob.ask("JOIN #past");
  await bob.ask("TOPIC #past :what was");
  await bob.ask("PRIVMSG #past :one");
  await bob.ask("NICK robert");
  await bob.ask("PART #past :so long");
  await using dave = await enter(server.server, "dave", { room: "past" });
  await dave.say("two");
  const first = await ann.ask("KICK #past dave :enough");
  await using carol = await Irc.join(server, "carol", CAPS);
  await carol.ask("JOIN #past");
  await carol.send("QUIT :good night");
  await carol.rest();
  const live = [...first, ...await ann.news()];
  const HAPPENED = [
    "ann JOIN #past * Realname",
    "bob JOIN #past * ",
    "bob TOPIC #past what was",
    "bob PRIVMSG #past one",
    "bob NICK robert",
    "robert PART #past so long",
    "dave JOIN #past * dave",
    "dave PRIVMSG #past two",
    "ann KICK #past dave enough",
    "carol JOIN #past * ",
    "carol PART #past Quit: good night",
  ];
  const page = async (client: Irc, request: string) => {
    const [start, ...lines] = await client.ask(`CHATHISTORY ${request}`);
    assertEquals([codeOf(start!), codeOf(lines.pop()!)], ["BATCH", "BATCH"], request);
    const name = paramsOf(start)[0]!.slice(1);
    assert(lines.every((line) => tagsOf(line).batch === name));
    return lines;
  };

  await t.step("everything comes back as it was, with the time and the name it had", async () => {
    const lines = await page(ann, "LATEST #past * 50");
    assertEquals(lines.map(short), HAPPENED);
    const names = (lines: readonly string[]) =>
      lines.map((line) => [tagsOf(line).msgid, tagsOf(line).time]);
    const seen = lines.filter((line) => !short(line).startsWith("ann JOIN"));
    assertEquals(names(live), names(seen), live.join("\n"));
    assertEquals(new Set(lines.map((line) => tagsOf(line).msgid)).size, HAPPENED.length);
  });

  await t.step("pages go by whatever happened, named or by its time", async () => {
    const lines = await page(ann, "LATEST #past * 50");
    const at = (
      i: number,
    ) => [`msgid=${tagsOf(lines[i]).msgid}`, `timestamp=${tagsOf(lines[i]).time}`];
    for (const way of [0, 1]) {
      const ref = (i: number) => at(i)[way]!;
      const wanted: [string, number, number][] = [
        [`BEFORE #past ${ref(5)} 3`, 2, 5],
        [`AFTER #past ${ref(5)} 3`, 6, 9],
        [`LATEST #past ${ref(8)} 9`, 9, 11],
        [`LATEST #past ${ref(2)} 3`, 8, 11],
        [`AROUND #past ${ref(3)} 3`, 2, 5],
        [`AROUND #past ${ref(4)} 1`, 4, 5],
        [`BETWEEN #past ${ref(1)} ${ref(9)} 3`, 2, 5],
        [`BETWEEN #past ${ref(9)} ${ref(1)} 3`, 6, 9],
        [`BETWEEN #past ${ref(9)} ${at(1)[1 - way]} 30`, 2, 9],
      ];
      for (const [request, first, last] of wanted) {
        const got = (await page(ann, request)).map(short);
        assertEquals(got, HAPPENED.slice(first, last), request);
      }
    }
    assertEquals(await ann.codes("CHATHISTORY AFTER #past msgid=past:99 5"), ["FAIL"]);
  });

  await t.step("who did not ask for it gets messages alone, by the same names", async () => {
    const named = tagsOf((await page(ann, "LATEST #past * 50"))[4]).msgid;
    await using erin = await Irc.join(server, "erin", CAPS);
    await erin.ask("JOIN #past");
    const texts = async (request: string) =>
      (await page(erin, request)).map((line) => paramsOf(line)[1]);
    assertEquals(await texts("LATEST #past * 50"), ["one", "two"]);
    assertEquals(await texts(`AFTER #past msgid=${named} 50`), ["two"]);
    assertEquals(await texts(`BEFORE #past msgid=${named} 50`), ["one"]);
  });
});

for (const signal of ["SIGTERM", "SIGKILL"] as const) {
  Deno.test({
    ignore: Deno.build.os === "windows",
    name: `IRC: who comes back to a server that began anew gets nothing twice, after ${signal}`,
    async fn() {
      await using folder = await tempFolder();
      const data = `${folder.path}/data`;
      {
        await using server = await startIrc({ data });
        await using nat = await enter(server.server, "nat");
        await nat.say("zero");
        await using ann = await Irc.join(server, "ann");
        await using bob = await Irc.join(server, "bob");
        const [, ...got] = await bob.ask("JOIN #lobby");
        assert(got.some((line) => line.endsWith("zero")), got.join("\n"));
        await bob.ask("PART #lobby");
        await ann.ask("JOIN #lobby");
        await nat.say("one");
        await ann.lines.next(/one$/);
        // after a crash that comes sooner the last messages come again
        await fileHolds(`${data}/irc-departures.json`, /"here":\[[^\]]*lobby ann/);
        await server.server.process.stop(signal);
      }
      await using server = await startIrc({ data });
      await using nat = await enter(server.server, "nat");
      await nat.say("two");
      const said = async (nick: string) => {
        await using irc = await Irc.join(server, nick);
        const lines = await irc.ask("JOIN #lobby");
        return lines.filter((line) => codeOf(line) === "PRIVMSG").map((line) =>
          line.split(" ").at(-1)
        );
      };
      assertEquals(await said("ann"), ["two"]);
      assertEquals(await said("bob"), ["one", "two"]);
      assertEquals(await said("new"), ["zero", "one", "two"]);
    },
  });
}

/** Resolves when a file that another process writes holds what is wanted. */
async function fileHolds(path: string, wanted: RegExp): Promise<void> {
  const isIt = async () => wanted.test(await Deno.readTextFile(path).catch(() => ""));
  using watcher = Deno.watchFs(dirname(path));
  if (await isIt()) return;
  for await (const _ of watcher) if (await isIt()) return;
}
