/** What the documents say is so: their commands are run, their links lead somewhere. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import config from "../deno.json" with { type: "json" };
import { parseCommandLine } from "../cli/option_kinds.ts";
import { SERVE } from "../server/options.ts";
import { enter } from "./e2e/support/guest.ts";
import { type TempFolder, tempFolder } from "./e2e/support/temp.ts";
import { ROOT } from "./support/command.ts";
import { needs } from "./support/missing.ts";
import { type Address, Process, startServer } from "./support/process.ts";
import { commandsAmong, commandsIn, writePrograms } from "./support/shell.ts";
import { Terminal } from "./support/tmux.ts";

const README = await Deno.readTextFile(`${ROOT}README.md`);
const OPERATIONS = await Deno.readTextFile(`${ROOT}docs/OPERATIONS.md`);
const commands = [...new Set([...commandsIn(README), ...commandsAmong(README)])];

/** A shell's environment with the programs of the documents on its PATH. */
async function shell(): Promise<{ folder: TempFolder; env: Record<string, string> }> {
  const folder = await tempFolder();
  await writePrograms(folder.path);
  // the usual port may be taken
  const env = { PATH: `${folder.path}:${Deno.env.get("PATH")}`, CHAT_PORT: "0" };
  return { folder, env };
}

/** A command as it stands, but for its ports: that of the server here, and one that is not taken. */
function here(command: string, { port }: Address): string {
  return command.replaceAll("127.0.0.1 65432", `127.0.0.1 ${port}`).replace(/\b(6667|8080)\b/, "0");
}

/** Whether a command is a task that only has to be there: it takes minutes, or runs this test. */
function isLongTask(command: string): boolean {
  const [, task] = /^(?:npx -y deno@\S+|deno) task (\S+)/.exec(command) ?? [];
  return task !== undefined && task !== "chat" && task in config.tasks;
}

Deno.test({
  ...needs("bash", "tmux", "man", "nc"),
  name: "Every command of the README does what is said there",
  async fn(t) {
    await using server = await startServer();
    await using ann = await enter(server, "ann");
    const { folder, env } = await shell();
    await using _ = folder;
    for (const command of commands) {
      await t.step(command, async () => {
        if (isLongTask(command)) return;
        const words = ["bash", "-c", here(command, server.address)];
        const starts = / serve( --(host|tls|irc-port|web-port)|$)/.test(command);
        const asks = / join .*\d$/.test(command) && !command.includes("|");
        if (asks) return await asksForNick(words, env);
        await using process = await Process.start(words, { env });
        if (starts) {
          await process.waitForOutput(/^listening on /m);
          // a task hands on what asks it to stop; killed, it would leave the server behind
          return assertEquals((await process.stop("SIGTERM")).code, 0);
        }
        if (/ --(follow|frames)\b/.test(command)) {
          return void await process.waitForOutput(/"type":"live"/);
        }
        if (/^nc /.test(command)) return await talksPlainly(process);
        await process.closeInput();
        const { code, stdout, stderr } = await process.ended;
        assertEquals(code, 0, stderr);
        if (command.startsWith("echo")) await ann.next("deploy done");
        else if (!command.startsWith("source")) assertStringIncludes(stdout, "chat");
      });
    }
  },
});

/** At a terminal a client without a nickname asks for it. */
async function asksForNick(words: string[], env: Record<string, string>): Promise<void> {
  await using terminal = await Terminal.start(words, { env });
  await terminal.waitFor(/nickname/i);
}

/** `nc` shows the greeting, sends the nickname, and shows what comes then. */
async function talksPlainly(process: Process): Promise<void> {
  await process.waitForOutput(/NICKNAME_REQUEST/);
  await process.write("carol\n");
  await process.waitForOutput(/history/);
}

Deno.test("The README names commands: in its blocks, its tables and its text", () => {
  assert(commands.length >= 12, commands.join("\n"));
  for (const command of ["chat serve --host 0.0.0.0 --tls", "nc 127.0.0.1 65432"]) {
    assert(commands.includes(command), command);
  }
});

Deno.test("Both READMEs have the same commands and the same links", async () => {
  const russian = await Deno.readTextFile(`${ROOT}README.ru.md`);
  assertEquals(commandsIn(russian), commandsIn(README));
  assertEquals(commandsAmong(russian).sort(), commandsAmong(README).sort());
  const others = (text: string) => linksIn(text).filter((link) => !link.startsWith("README"));
  assertEquals(others(russian), others(README));
  const headings = (text: string) => text.match(/^#+ /gm);
  assertEquals(headings(russian), headings(README));
});

Deno.test("The figures of the READMEs are those of PERFORMANCE", async () => {
  const performance = await Deno.readTextFile(`${ROOT}docs/PERFORMANCE.md`);
  for (const name of ["README.md", "README.ru.md"]) {
    const [, figures = ""] = /<!-- .*PERFORMANCE.md[^]*?-->([^]*?)\n## /.exec(
      await Deno.readTextFile(`${ROOT}${name}`),
    )!;
    const measured = figures.match(/\d+[.,]\d\d(?!\d)/g) ?? [];
    assert(measured.length > 8, name);
    for (const figure of measured) {
      assertStringIncludes(performance, figure.replace(",", "."), name);
    }
  }
});

Deno.test("Every link of a document leads to a file, and to a heading where it names one", async () => {
  const documents = ["README.md", "README.ru.md", "CONTRIBUTING.md", "CHANGELOG.md"];
  documents.push("findings/README.md", "std/README.md");
  for await (const { name } of Deno.readDir(`${ROOT}docs`)) {
    if (name.endsWith(".md")) documents.push(`docs/${name}`);
  }
  let count = 0;
  for (const document of documents) {
    const base = new URL(document, `file://${ROOT}`);
    for (const link of linksIn(await Deno.readTextFile(base))) {
      const target = new URL(link, base);
      const { hash } = target;
      target.hash = "";
      const text = await Deno.readTextFile(target).catch((cause) => {
        // a link may lead to a folder
        if (cause instanceof Deno.errors.IsADirectory) return "";
        throw cause;
      });
      if (hash) assert(anchorsIn(text).includes(decodeURI(hash.slice(1))), `${document}: ${link}`);
      count++;
    }
  }
  assert(count > 20);
});

/** The links of a document that do not lead away. */
function linksIn(markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!)
    .filter((link) => !/^\w+:/.test(link));
}

/** The headings of a document, as links name them. */
function anchorsIn(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replace(/[^\p{L}\p{N}\- ]/gu, "").replaceAll(" ", "-")
  );
}

/** What is to be seen of each command that OPERATIONS has about the log. */
const READS: Readonly<Record<string, RegExp>> = {
  'jq -r \'select(.type == "msg") | "':
    /^\S+Z ann: the deploy\n\S+Z ann: is done\n\S+Z bob: thanks\n$/,
  "grep -h": /"joined".*"nick":"ann"[^]*"text":"is done/,
  "jq -r 'select(.type == \"msg\") | .nick'": /^ +2 ann\n +1 bob\n$/,
  "jq -c 'select(.id >= 1": /^\{"id":1,.*\n\{"id":2,.*\n\{"id":3,.*\n$/,
  'jq -c \'select(.type == "msg" and': /^\{"id":1,.*the deploy.*\n$/,
  "cp -R": /^$/,
};

Deno.test({
  ...needs("bash", "jq"),
  name: "Every command of OPERATIONS shows the log as it is said there, while the server runs",
  async fn(t) {
    await using backup = await tempFolder();
    await using server = await startServer();
    await using ann = await enter(server, "ann");
    await using bob = await enter(server, "bob");
    await ann.say("the deploy");
    await ann.say("is done");
    await bob.say("thanks");
    const seen = new Set<string>();
    for (const command of commandsIn(OPERATIONS)) {
      await t.step(command, async () => {
        const [start, shows] = Object.entries(READS).find(([start]) => command.startsWith(start))!;
        seen.add(start);
        const line = command.replace("../backup", `${backup.path}/copy`);
        await using process = await Process.start(["bash", "-c", line], { cwd: server.data });
        const { code, stdout, stderr } = await process.ended;
        assertEquals([code, stderr], [0, ""]);
        assertMatch(stdout, shows);
      });
    }
    assertEquals(seen.size, Object.keys(READS).length);
    await t.step("a server starts on the copy, with all that was said", async () => {
      await using again = await startServer({ data: `${backup.path}/copy` });
      await using carol = await enter(again, "carol");
      assertEquals(carol.texts, ["the deploy", "is done", "thanks"]);
    });
  },
});

Deno.test("The command of the systemd unit is one that chat takes, with settings that there are", async () => {
  const [, line = ""] = /^ExecStart=\S+\/chat serve (.+)$/m.exec(OPERATIONS) ?? [];
  const parsed = await parseCommandLine(SERVE, line.split(" "), "en");
  assertEquals(parsed.kind, "run");
  const [, name = ""] = /^Environment=CHAT_(\w+)=/m.exec(OPERATIONS) ?? [];
  assert(name.toLowerCase() in SERVE.flags);
});

Deno.test("The chat.json of OPERATIONS is one that chat takes", async () => {
  const [, text = ""] = /^```json\n(\{\n.*?)^```/ms.exec(OPERATIONS) ?? [];
  const parsed = await parseCommandLine(SERVE, [], "en", {
    env: () => undefined,
    settings: () => Promise.resolve({ path: "chat.json", text }),
  });
  assert(parsed.kind === "run", parsed.kind === "error" ? parsed.message : "");
  assertEquals([parsed.flags.host, parsed.flags.tls], ["0.0.0.0", true]);
});
