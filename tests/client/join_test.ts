import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { ClientSystem } from "../../client/system.ts";
import { findServer } from "../../client/find_server.ts";
import { join } from "../../client/join.ts";
import type { Transport } from "../../client/link/transport.ts";
import { JOIN } from "../../client/options.ts";
import { parseCommandLine } from "../../cli/option_kinds.ts";
import { FakeServer, msgFrame } from "../support/fake_server.ts";
import { MemoryFiles } from "../support/memory_files.ts";
import { settled, VirtualClock } from "../support/virtual_clock.ts";

/** A system without any effect. */
class FakeSystem implements ClientSystem {
  readonly os = "linux";
  readonly clock = new VirtualClock();
  readonly server = new FakeServer();
  readonly files = new MemoryFiles();
  readonly input: ClientSystem["input"];
  readonly terminal = {
    setRaw: () => {},
    writeSync: () => {},
    size: () => ({ columns: 80, rows: 24 }),
    watch: () => () => {},
  };
  readonly programs = undefined;
  readonly toldConnector: ClientSystem["toldConnector"] = undefined;
  interactive = false;
  readonly typed = false;
  dialled: [string, number] | undefined;
  out = "";
  err = "";
  /** How many listeners wait for the system to stop the client. */
  watchers = 0;

  constructor(input = "") {
    this.input = {
      readable: ReadableStream.from([new TextEncoder().encode(input)]),
      read: () => Promise.resolve(null),
    };
  }

  readonly env = (): string | undefined => undefined;
  readonly random = (): number => 0.5;
  readonly token = (): string => "t";
  readonly secret = (): string => "s";
  readonly connector = (hostname: string, port: number): ReturnType<ClientSystem["connector"]> => {
    this.dialled = [hostname, port];
    const no = (): Promise<never> => Promise.reject(new Error("no TLS here"));
    return {
      plain: (signal): Promise<Transport> => this.server.dial(signal),
      certificate: no,
      meet: no,
      secure: no,
    };
  };
  print = (text: string): Promise<void> => {
    this.out += text;
    return Promise.resolve();
  };
  readonly warn = (text: string): void => {
    this.err += text;
  };
  readonly warned = (): Promise<void> => Promise.resolve();
  /** The signals that the test sends. */
  signals: { stop: () => void; end: () => void } | undefined;
  readonly onStop = (stop: () => void, end: () => void): () => void => {
    this.watchers++;
    this.signals = { stop, end };
    return () => this.watchers--;
  };
}

/** Runs the command with these words, which must be a valid command line. */
async function joining(words: readonly string[], system: ClientSystem): Promise<number> {
  const parsed = await parseCommandLine(JOIN, words, "en");
  assert(parsed.kind === "run", parsed.kind);
  const { args: { ip, port }, flags, language } = parsed;
  const server = ip && findServer(ip, port, []);
  assert(server !== undefined);
  return await join({ server, flags, language }, undefined, system);
}

async function misuse(...args: string[]): Promise<string> {
  const system = new FakeSystem();
  assertEquals(await joining(args, system), 2, args.join(" "));
  assertEquals([system.out, system.dialled, system.watchers], ["", undefined, 0]);
  const [first = "", second, ...usage] = system.err.split("\n");
  assertEquals(second, "");
  assertStringIncludes(usage.join("\n"), "chat join");
  return first;
}

Deno.test("A command line of join that is wrong is answered with what is", async () => {
  const wrong = async (...words: string[]) => {
    const parsed = await parseCommandLine(JOIN, words, "en");
    assert(parsed.kind === "error");
    assertStringIncludes(parsed.usage, "chat join");
    return parsed.message;
  };
  assertStringIncludes(await wrong("a b"), '<ip> "a b"');
  assertStringIncludes(await wrong("localhost", "0"), "<port> 0");
  assertStringIncludes(await wrong("localhost", "65536"), "from 1 to 65535");
  assertStringIncludes(await wrong("localhost", "1", "2"), "Unexpected argument 2");
  assertStringIncludes(await wrong("localhost", "1", "--nikc", "a"), "--nikc");
  assertStringIncludes(await wrong("localhost", "1", "--history=-1"), "--history -1");
});

Deno.test("join answers an invalid value with one line, the usage, and code 2", async () => {
  assertStringIncludes(await misuse("localhost", "1", "--nick", ":a"), 'begin with ":"');
  assertStringIncludes(await misuse("localhost", "1", "--nick", "a", "--room", "a b"), '"a b"');
  assertStringIncludes(await misuse("localhost", "1"), "--nick");
});

Deno.test("join ends at once at a second signal, whatever a pipe waits for", async () => {
  const system = new FakeSystem();
  system.print = () => new Promise(() => {});
  const code = joining(["h", "1", "--nick", "bot", "--json", "--follow"], system);
  const { peer } = await system.server.welcome({ nick: "bot" });
  system.signals?.stop();
  await peer.next("bye");
  system.signals?.end();
  assertEquals([await code, system.watchers], [130, 0]);
  peer.end();
  await settled();
});

Deno.test("join speaks the language of its command line", async () => {
  const english = new FakeSystem();
  await joining(["h", "1", "--lang", "en"], english);
  assertStringIncludes(english.err, "A pipe needs a nickname");
  const russian = new FakeSystem();
  await joining(["h", "1", "--lang", "ru"], russian);
  assertStringIncludes(russian.err, "В конвейере нужен никнейм");
});

Deno.test("The help of join names every option", async () => {
  const parsed = await parseCommandLine(JOIN, ["--help"], "en");
  assert(parsed.kind === "help");
  for (const option of Object.keys(JOIN.flags)) assertStringIncludes(parsed.usage, `--${option}`);
});

Deno.test("join runs as a pipe where no person sits at both ends", async () => {
  const system = new FakeSystem("hello\n");
  const code = joining(["[::1]", "65432", "--nick", "bot", "--room", "#Den"], system);
  const peer = await system.server.accept();
  peer.send("NICKNAME_REQUEST\n");
  const hello = await peer.next("hello");
  assertEquals([hello.nick, hello.room, hello.history], ["bot", "den", 0]);
  peer.send(
    '{"type":"welcome","v":1,"server":"x","nick":"bot","room":"den","resume":"s","last":0,' +
      '"members":["bot"],"count":1,"limits":{"line_bytes":1,"text_bytes":1,"text_lines":1,' +
      '"nick_columns":1,"rate":0,"burst":0,"history":1}}\n{"type":"live"}\n',
  );
  const said = await peer.next("say");
  assertEquals([said.text, said.cid], ["hello", "t-1"]);
  peer.send(msgFrame(1, { nick: "bot", cid: said.cid }));
  await peer.next("bye");
  peer.end();
  assertEquals(await code, 0);
  assertEquals(system.dialled, ["::1", 65432]);
  assertEquals([system.watchers, system.clock.pending], [0, 0]);
});

Deno.test("join fails with code 1 where the server cannot be reached", async () => {
  const system = new FakeSystem("hello\n");
  system.server.down = true;
  const code = joining(["h", "1", "--nick", "bot"], system);
  await system.clock.advance(10_000);
  assertEquals(await code, 1);
  assertEquals(system.err.split("\n"), [
    "No server is running there; trying again in 1 s",
    "1 message was not acknowledged: No server is running there",
    "",
  ]);
});
