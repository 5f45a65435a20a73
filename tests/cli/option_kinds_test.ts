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
import { phrasesOf } from "../support/phrases.ts";

const HELP = "what it is for";

const WORDS = {
  about: "Try it",
  args: { ip: HELP, port: HELP },
  flags: { nick: HELP, room: HELP, rate: HELP, lang: HELP, "no-color": HELP, loud: HELP },
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
    loud: toggle(),
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
    loud: false,
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
    loud: false,
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

Deno.test("A switch takes true and false, and no other value", async () => {
  const set = async (...argv: string[]) => {
    const parsed = await parse("h", "1", ...argv);
    assert(parsed.kind === "run", `${argv} was refused`);
    return parsed.flags.loud;
  };
  assertEquals(await set("--loud"), true);
  assertEquals(await set("--loud=true"), true);
  assertEquals(await set("--loud=false"), false);
  assertEquals(await set("--nick", "--loud=true", "--nick=x"), true);
  for (const value of ["no", "off", "0", "1", "yes", "False", "maybe", "a=b"]) {
    assertEquals(
      await refusal("h", "1", `--loud=${value}`),
      `Cannot use --loud ${value}: expected true or false`,
    );
  }
  assertEquals(
    await refusal("h", "1", "--loud="),
    'Cannot use --loud "": expected true or false',
  );
  // behind the options it is an argument
  assertEquals(await refusal("h", "1", "--", "--loud=no"), "Unexpected argument --loud=no");
});

Deno.test("A switch whose name begins with no- takes no value, and no other option can be negated", async () => {
  for (const value of ["true", "false", "yes", ""]) {
    const said = await refusal("h", "1", `--no-color=${value}`);
    assertEquals(said, "Option --no-color takes no value");
  }
  assertEquals(
    await refusal("h", "1", "--no-loud=1"),
    "Unknown option --no-loud",
  );
  assertStringIncludes(await refusal("h", "1", "--no-nick=ann"), "Unknown option --no-nick");
});

Deno.test("An empty value is no value, and an empty argument can be seen", async () => {
  for (const name of ["nick", "room", "rate", "lang"]) {
    const [apart, joined] = [
      await refusal("h", "1", `--${name}`, ""),
      await refusal("h", "1", `--${name}=`),
    ];
    assertEquals(apart, joined);
    assertStringIncludes(apart, `Option --${name} needs a value`);
  }
  assertStringIncludes(
    await refusal("--room", "", "h", "1", "--nick", "ann"),
    "--room needs a value",
  );
  assertEquals(await refusal("h", "1", ""), 'Unexpected argument ""');
  assertEquals(await refusal("h", "1", "--", "--nick", ""), "Unexpected argument --nick");
});

Deno.test("A value of which one would not see all is shown in quotes", async () => {
  const seen: [value: string, shown: string][] = [
    [" 5", '" 5"'],
    ["5 s", '"5 s"'],
    ["5\u200b", '"5\u200b"'],
    ["\x1b[31m", '"\\u001b[31m"'],
    ["٣", "٣"],
    ["-1", "-1"],
    ["1e3", "1e3"],
  ];
  for (const [value, shown] of seen) {
    const wanted = "expected a whole number from 0 to 100";
    assertEquals(
      await refusal("host", "1", `--rate=${value}`),
      `Cannot use --rate ${shown}: ${wanted}`,
    );
  }
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
  const usage = usageOf(COMMAND, phrasesOf("en"));
  for (const part of ["chat try <ip> <port>", "--nick NAME", "(default lobby)", "--lang en|ru"]) {
    assertStringIncludes(usage, part);
  }
  assertStringIncludes(usage, "--no-color");
  assertStringIncludes(usage, "--help");
});
