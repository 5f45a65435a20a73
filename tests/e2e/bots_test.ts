/** The bots of docs/BOTS.md, as they stand there. */

import { assert, assertEquals } from "@std/assert";
import { chatCommand, ROOT } from "../support/command.ts";
import { needs } from "../support/missing.ts";
import { Process, startServer } from "../support/process.ts";
import { writePrograms } from "../support/shell.ts";
import { messages } from "./support/data.ts";
import { enter, type Frame } from "./support/guest.ts";
import { lastingPort } from "./support/port.ts";
import { tempFolder } from "./support/temp.ts";

const MAX_LINES = 12;

const DOCUMENT = await Deno.readTextFile(`${ROOT}docs/BOTS.md`);

/** The program in the block of this language, and the command under it that runs it. */
function botIn(language: string): { code: string; command: string } {
  const block = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`\\n\\n\`(.*?)\`$`, "ms").exec(
    DOCUMENT,
  );
  assert(block, language);
  const [, code = "", command = ""] = block;
  return { code, command };
}

for (const [language, programs] of [["python", ["python3"]], ["bash", ["bash", "jq"]]] as const) {
  Deno.test({
    ...needs(...programs),
    name: `The echo in ${language} answers everything once, also what is said around a kill -9`,
    async fn() {
      const { code, command } = botIn(language);
      assert(code.split("\n").length - 1 <= MAX_LINES, code);
      await using folder = await tempFolder();
      await writePrograms(folder.path);
      const [program = "", file = ""] = command.split(" ");
      await Deno.writeTextFile(`${folder.path}/${file}`, code);

      await using data = await tempFolder();
      const args = ["--port", `${lastingPort()}`];
      await using first = await startServer({ data: data.path, args });
      const { hostname, port } = first.address;
      await using ann = await enter(first, "ann");
      const path = { PATH: `${folder.path}:${Deno.env.get("PATH")}` };
      await using _ = await Process.start([program, file, hostname, `${port}`], {
        cwd: folder.path,
        env: path,
      });
      await ann.next('"nick":"echo"');
      await ann.say("one");
      await ann.next('"cid":"echo-1"');

      await first.process.stop("SIGKILL");
      await using second = await startServer({ data: data.path, args });
      await using bob = await enter(second, "bob");
      await bob.say("said while the bot is away, or just back");
      await bob.next('"cid":"echo-3"');
      await bob.say("three");
      await bob.next('"cid":"echo-5"');

      const texts = (await messages(data.path)).map(({ nick, text }) => `${nick}: ${text}`);
      assertEquals(texts, [
        "ann: one",
        "echo: one",
        "bob: said while the bot is away, or just back",
        "echo: said while the bot is away, or just back",
        "bob: three",
        "echo: three",
      ]);
      await second.process.stop("SIGTERM");
    },
  });
}

Deno.test("A bot is in several rooms, and a kill -9 of the server changes nothing for it", async () => {
  await using data = await tempFolder();
  const args = ["--port", `${lastingPort()}`];
  await using first = await startServer({ data: data.path, args });
  const { hostname, port } = first.address;
  const command = [...chatCommand(), "join", hostname, `${port}`, "--nick", "bot", "--frames"];
  await using bot = await Process.start(command);
  let read = 0;
  /** The next frame of this type, and of this room. */
  const next = (type: string, room?: string): Promise<Frame> => {
    const isIt = (frame: Frame) =>
      frame.type === type && (room === undefined || frame.room === room);
    return bot.until(`a ${type}`, () => {
      const frames = bot.stdout.split("\n").slice(0, -1).map((line): Frame => JSON.parse(line));
      const at = frames.findIndex((frame, at) => at >= read && isIt(frame));
      if (at >= 0) read = at + 1;
      return frames[at];
    });
  };
  const write = (...frames: Frame[]) =>
    bot.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(""));

  await next("live", "lobby");
  await write({ type: "join", room: "#Dev" }, { type: "join", room: "ops" });
  assertEquals((await next("entered")).room, "dev");
  await next("live", "ops");
  await using ann = await enter(first, "ann", { room: "dev" });
  await next("joined", "dev");
  await ann.say("a red fox");
  assertEquals((await next("msg")).room, "dev");
  await write(
    { type: "say", room: "dev", cid: "b1", text: "a red answer" },
    { type: "topic", room: "dev", topic: "foxes" },
    { type: "search", room: "dev", text: "red" },
    { type: "away", text: "lunch" },
    { type: "who", room: "dev" },
    { type: "rooms" },
    { type: "seen", room: "dev", id: 2 },
    { type: "say", cid: "b2", text: "where?" },
  );
  assertEquals((await next("msg", "dev")).cid, "b1");
  assertEquals((await next("topic", "dev")).topic, "foxes");
  const found = (await next("found", "dev")).messages;
  assertEquals(found.map(({ text }: Frame) => text), ["a red answer", "a red fox"]);
  assertEquals(await next("away"), { type: "away", nick: "bot", text: "lunch" });
  assertEquals((await next("who", "dev")).away, ["bot"]);
  const names = (await next("rooms")).rooms.map(({ room }: Frame) => room);
  assertEquals(names.toSorted(), ["dev", "lobby", "ops"]);
  const unnamed = bot.stdout.split("\n").find((line) => line.includes('"b2"'))!;
  assertEquals(JSON.parse(unnamed).code, "not_in_room");

  await write({ type: "part", room: "ops", text: "done" });
  assertEquals((await next("parted")).room, "ops");
  await first.process.stop("SIGKILL");
  await next("link");
  await write({ type: "say", room: "dev", cid: "b3", text: "said during the cut" });
  await using second = await startServer({ data: data.path, args });
  assertEquals((await next("msg", "dev")).cid, "b3");
  await using bob = await enter(second, "bob", { room: "dev" });
  await bob.say("and after it");
  assertEquals((await next("msg", "dev")).text, "and after it");
  await bob.send({ type: "rooms" });
  const rooms = (await bob.nextFrame("rooms")).rooms.map(({ room }: Frame) => room);
  assertEquals(rooms.toSorted(), ["dev", "lobby"], "it does not come back into ops");
  await bot.closeInput();
  assertEquals((await bot.ended).code, 0);
  const entered = bot.stdout.split("\n").filter((line) => line.includes('"type":"entered"'));
  assertEquals(entered.length, 2, "the bot sees nothing of coming back");
  await second.process.stop("SIGTERM");
});
