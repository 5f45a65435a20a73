/** The client this chat descends from, unchanged and in a terminal, and whoever comes with `nc`. */

import { assert, assertEquals } from "@std/assert";
import { ROOT } from "../support/command.ts";
import { connectLines } from "../support/lines.ts";
import { needs, needsPath } from "../support/missing.ts";
import { Process, type Server, startServer } from "../support/process.ts";
import { messages } from "./support/data.ts";
import { enter } from "./support/guest.ts";

const SEED_CLIENT = `${ROOT}../shared/seed/client.py`;

const needsSeed = {
  ignore: needs("python3", "script").ignore || needsPath(SEED_CLIENT).ignore,
};

/** The old client on a terminal of its own, as far as its question for a nickname. */
async function startSeed({ address }: Server): Promise<Process> {
  const command = `python3 ${SEED_CLIENT} ${address.hostname} ${address.port}`;
  const client = await Process.start(["script", "-qfec", command, "/dev/null"]);
  await client.waitForOutput(/Введите ваш никнейм: /);
  return client;
}

/** The old client, in the room. */
async function joinSeed(server: Server, nick: string): Promise<Process> {
  const client = await startSeed(server);
  await client.write(`${nick}\n`);
  await client.waitForOutput(/Истории чата еще нет\.|--- Конец истории ---/);
  return client;
}

Deno.test({
  ...needsSeed,
  name: "Three of the old clients talk at once, each line arrives by itself and whole",
  async fn() {
    await using server = await startServer({ args: ["--lang", "ru"] });
    await using clients = new AsyncDisposableStack();
    const names = ["аня", "боб", "вера"];
    const everyone: Process[] = [];
    for (const name of names) everyone.push(clients.use(await joinSeed(server, name)));
    const [first] = everyone;
    await first!.waitForOutput(/--- вера присоединился к чату\. ---/);
    const count = 8;
    await Promise.all(everyone.map(async (client, who) => {
      for (let n = 1; n <= count; n++) {
        await client.write(`съешь ещё этих ${n} 🐞\n`);
        const line = new RegExp(`^${names[who]}: съешь ещё этих ${n} 🐞\\r?$`, "m");
        // as fast as can be: the next one as soon as the others have this one
        const others = everyone.filter((other) => other !== client);
        await Promise.all(others.map((other) => other.waitForOutput(line)));
      }
    }));
    const stored = await messages(server.data);
    assertEquals(stored.length, names.length * count, "no two became one");
    for (const name of names) {
      const own = stored.filter(({ nick }) => nick === name).map(({ text }) => text);
      assertEquals(own, Array.from({ length: count }, (_, n) => `съешь ещё этих ${n + 1} 🐞`));
    }
  },
});

Deno.test({
  ...needsSeed,
  name:
    "The old client is shown the history, asked again for a taken nickname, and told of the end",
  async fn() {
    await using server = await startServer({ args: ["--lang", "ru"] });
    await using ann = await enter(server, "ann");
    for (let n = 1; n <= 12; n++) await ann.say(`сообщение ${n}`);
    await using client = await startSeed(server);
    await client.write("ann\n");
    await client.waitForOutput(/Никнейм «ann» уже занят\. Введите другой никнейм:/);
    await client.write("боб\n");
    await client.waitForOutput(/--- Конец истории ---/);
    const [, history = ""] = client.stdout.split("--- Последние 10 сообщений ---");
    const shown = [...history.matchAll(/^\[[\d: -]+\] ann: (.*?)\r?$/gm)].map(([, text]) => text);
    assertEquals(shown, Array.from({ length: 10 }, (_, n) => `сообщение ${n + 3}`));
    await client.write("всем привет\n");
    assertEquals((await ann.nextFrame("joined")).nick, "боб");
    assertEquals((await ann.next('"nick":"боб","text"')).includes("всем привет"), true);
    server.process.signal("SIGTERM");
    await client.waitForOutput(/Сервер завершает работу\. Отключение\./);
    assertEquals((await client.ended).code, 0);
  },
});

Deno.test({
  ...needsSeed,
  name: "The old client leaves with its word for it, and the others are told",
  async fn() {
    await using server = await startServer({ args: ["--lang", "ru"] });
    await using ann = await enter(server, "ann");
    await using client = await joinSeed(server, "боб");
    await client.write("выход\n");
    assertEquals((await ann.nextFrame("left")).nick, "боб");
    assertEquals((await client.ended).code, 0);
  },
});

Deno.test("Whoever comes with nc is asked, greeted, told of the others, and hears no echo", async () => {
  await using server = await startServer();
  await using ann = await connectLines(server.address);
  assertEquals(await ann.next(), "NICKNAME_REQUEST");
  await ann.send("ann");
  assertEquals(await ann.next(), "There is no chat history yet.");
  await using bob = await connectLines(server.address);
  await bob.send("bob");
  assertEquals(await ann.next(), "--- bob joined the chat. ---");
  await ann.send("hello");
  assertEquals(await bob.next(/^ann/), "ann: hello");
  await bob.send(new TextEncoder().encode("hi\r\n"));
  assertEquals(await ann.next(), "bob: hi");
  await bob.closeWrite();
  assertEquals(await ann.next(), "--- bob left the chat. ---");
  assertEquals(ann.lines.filter((line) => line.includes("hello")), []);
  await using carol = await connectLines(server.address);
  await carol.send("carol");
  await carol.next("--- End of history ---");
  const [begin, first, second] = carol.lines.slice(1);
  assertEquals(begin, "--- The last 2 messages ---");
  assert(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] ann: hello$/.test(first!), first);
  assert(/^\[[^\]]+\] bob: hi$/.test(second!), second);
});

Deno.test("A refused nickname is answered in prose and asked for again, on the same connection", async () => {
  await using server = await startServer();
  await using _ann = await enter(server, "Ann");
  await using client = await connectLines(server.address);
  await client.next("NICKNAME_REQUEST");
  await client.send("ann");
  assertEquals(await client.next(), "The nickname 'ann' is taken. Type another nickname:");
  await client.send("a: b");
  assertEquals(
    await client.next(),
    'A nickname cannot begin with ":" or contain ": ". Type another nickname:',
  );
  await client.send("bob");
  assertEquals(await client.next(), "There is no chat history yet.");
});

Deno.test("A piece without an end of line is a line once it is quiet, letters cut on the way whole", async () => {
  await using server = await startServer();
  await using ann = await enter(server, "ann");
  await using client = await connectLines(server.address);
  await client.next("NICKNAME_REQUEST");
  const bytes = (text: string) => new TextEncoder().encode(text);
  await client.send(bytes("боб"));
  await client.next("There is no chat history yet.");
  const text = bytes("жук 🐞");
  await client.send(text.subarray(0, 1));
  await ann.settled(); // the server has turned to others meanwhile
  await client.send(text.subarray(1, 9));
  await ann.settled();
  await client.send(text.subarray(9));
  assertEquals((await ann.nextFrame("msg")).text, "жук 🐞");
  await client.send(bytes("one\ntwo"));
  assertEquals((await ann.nextFrame("msg")).text, "one");
  assertEquals((await ann.nextFrame("msg")).text, "two");
});

Deno.test("The further lines of a message are marked: nobody forges another's line by a line break", async () => {
  await using server = await startServer();
  await using ann = await enter(server, "ann");
  await using client = await connectLines(server.address);
  await client.send("bob");
  await client.next("There is no chat history yet.");
  const text = "list:\n  first\ncarol: I never said this\n--- carol left the chat. ---";
  await ann.say(text);
  const expected = [
    "ann: list:",
    "    |   first",
    "    | carol: I never said this",
    "    | --- carol left the chat. ---",
  ];
  for (const line of expected) assertEquals(await client.next(), line);
  await ann.send({ type: "say", cid: "k-9", text: "waves\nand goes", action: true });
  assertEquals(await client.next(), "* ann waves");
  assertEquals(await client.next(), "    | and goes");
  await ann.send({ type: "dm", cid: "d-1", to: "bob", text: "psst\ncarol: hm" });
  assertEquals(await client.next(), "(private from ann) psst");
  assertEquals(await client.next(), "    | carol: hm");
  await using late = await connectLines(server.address);
  await late.send("dora");
  await late.next("ann: list:");
  for (const line of expected.slice(1)) assertEquals(await late.next(), line);
});

Deno.test("A rename, a full server and the end reach plain clients in prose", async () => {
  await using server = await startServer({ args: ["--max-clients", "2"] });
  await using ann = await enter(server, "ann");
  await using client = await connectLines(server.address);
  await client.send("bob");
  await client.next("There is no chat history yet.");
  await ann.send({ type: "nick", nick: "anna" });
  assertEquals(await client.next(), "--- ann is now anna. ---");
  server.process.signal("SIGTERM");
  await client.closed;
  assertEquals(
    client.partial,
    "SERVER_SHUTDOWN",
    "without a line feed, as the old client compares it",
  );
});
