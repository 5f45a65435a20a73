import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  choice,
  type CommandLine,
  count,
  parseCommandLine,
  text,
  toggle,
  usageOf,
} from "../../cli/option_kinds.ts";

const HELP = "what it is for";

const WORDS = {
  about: "Try it",
  args: { ip: HELP, port: HELP },
  flags: { nick: HELP, room: HELP, rate: HELP, lang: HELP, "no-color": HELP },
  examples: {},
};

const COMMAND = {
  name: "chat try",
  words: () => WORDS,
  args: { ip: text("ip"), port: count("port", [0, 65535]) },
  flags: {
    nick: text("NAME"),
    room: text("ROOM", "lobby"),
    rate: count("N", [0, 100], 10),
    lang: choice(["en", "ru"]),
    "no-color": toggle(),
  },
  examples: {},
} as const satisfies CommandLine<typeof WORDS>;

function parse(...argv: string[]) {
  return parseCommandLine(COMMAND, argv, "en");
}

async function refusal(...argv: string[]): Promise<string> {
  const parsed = await parse(...argv);
  assert(parsed.kind === "error", `${argv} was taken`);
  assert(!parsed.message.includes("\n"));
  return parsed.message;
}

Deno.test("parseCommandLine reads arguments and options of every kind", async () => {
  const parsed = await parse(
    "::1",
    "65432",
    "--nick",
    "007",
    "--rate=0",
    "--no-color",
    "--lang",
    "ru",
  );
  assert(parsed.kind === "run");
  const port: number = parsed.args.port;
  const room: string = parsed.flags.room;
  assertEquals([port, room, parsed.language, parsed.args.ip], [65432, "lobby", "ru", "::1"]);
  assertEquals(parsed.flags, {
    nick: "007",
    room: "lobby",
    rate: 0,
    lang: "ru",
    "no-color": true,
  });
});

Deno.test("parseCommandLine gives absent options their fallbacks", async () => {
  const parsed = await parse("host", "1");
  assert(parsed.kind === "run");
  assertEquals(parsed.flags, {
    nick: undefined,
    room: "lobby",
    rate: 10,
    lang: undefined,
    "no-color": false,
  });
});

Deno.test("parseCommandLine names what is wrong and what is wanted", async () => {
  assertStringIncludes(await refusal("h", "1", "--nikc", "a"), "--nikc");
  assertStringIncludes(await refusal("h", "1", "--nikc=a"), "Unknown option --nikc:");
  assertStringIncludes(await refusal("h", "1", "-x"), "-x");
  assertStringIncludes(await refusal("h", "65536"), "<port> 65536");
  assertStringIncludes(await refusal("h", "65536"), "from 0 to 65535");
  assertStringIncludes(await refusal("h", "1e3"), "1e3");
  assertStringIncludes(await refusal("h"), "<port> is missing");
  assertStringIncludes(await refusal(), "<ip> is missing");
  assertStringIncludes(await refusal("h", "1", "more"), "more");
  assertStringIncludes(await refusal("h", "1", "--rate", "101"), "--rate 101");
  assertStringIncludes(await refusal("h", "1", "--nick"), "--nick needs a value");
  assertStringIncludes(await refusal("h", "1", "--nick="), "--nick needs a value");
  assertStringIncludes(await refusal("h", "1", "--lang", "fr"), "en, ru");
});

Deno.test("parseCommandLine answers --help before it finds fault, in the language asked for", async () => {
  for (const argv of [["--help"], ["-h"], ["h", "--help", "--nope"]]) {
    assertEquals((await parse(...argv)).kind, "help");
  }
  const russian = await parse("--lang", "ru", "--help");
  assert(russian.kind === "help");
  assertStringIncludes(russian.usage, "Параметры:");
});

Deno.test("usageOf names every argument and option with its value and default", () => {
  const usage = usageOf(COMMAND, "en");
  for (const part of ["chat try <ip> <port>", "--nick NAME", "(default lobby)", "--lang en|ru"]) {
    assertStringIncludes(usage, part);
  }
  assertStringIncludes(usage, "--no-color");
  assertStringIncludes(usage, "--help");
});
