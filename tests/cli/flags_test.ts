import { parseArgs } from "@std/cli/parse-args";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  choice,
  type CommandLine,
  count,
  parseCommandLine,
  text,
  toggle,
  usageOf,
} from "../../cli/flags.ts";

const HELP = { en: "what it is for", ru: "для чего это" };

const COMMAND = {
  name: "chat try",
  about: { en: "Try it", ru: "Попробовать" },
  args: { ip: text("ip", HELP), port: count("port", [0, 65535], HELP) },
  flags: {
    nick: text("NAME", HELP),
    room: text("ROOM", HELP, "lobby"),
    rate: count("N", [0, 100], HELP, 10),
    lang: choice(["en", "ru"], HELP),
    "no-color": toggle(HELP),
  },
} as const satisfies CommandLine;

function parse(...argv: string[]) {
  return parseCommandLine(COMMAND, argv, "en", parseArgs);
}

function refusal(...argv: string[]): string {
  const parsed = parse(...argv);
  assert(parsed.kind === "error", `${argv} was taken`);
  assert(!parsed.message.includes("\n"));
  return parsed.message;
}

Deno.test("parseCommandLine reads arguments and options of every kind", () => {
  const parsed = parse("::1", "65432", "--nick", "007", "--rate=0", "--no-color", "--lang", "ru");
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

Deno.test("parseCommandLine gives absent options their fallbacks", () => {
  const parsed = parse("host", "1");
  assert(parsed.kind === "run");
  assertEquals(parsed.flags, {
    nick: undefined,
    room: "lobby",
    rate: 10,
    lang: undefined,
    "no-color": false,
  });
});

Deno.test("parseCommandLine names what is wrong and what is wanted", () => {
  assertStringIncludes(refusal("h", "1", "--nikc", "a"), "--nikc");
  assertStringIncludes(refusal("h", "1", "--nikc=a"), "Unknown option --nikc:");
  assertStringIncludes(refusal("h", "1", "-x"), "-x");
  assertStringIncludes(refusal("h", "65536"), "<port> 65536");
  assertStringIncludes(refusal("h", "65536"), "from 0 to 65535");
  assertStringIncludes(refusal("h", "1e3"), "1e3");
  assertStringIncludes(refusal("h"), "<port> is missing");
  assertStringIncludes(refusal(), "<ip> is missing");
  assertStringIncludes(refusal("h", "1", "more"), "more");
  assertStringIncludes(refusal("h", "1", "--rate", "101"), "--rate 101");
  assertStringIncludes(refusal("h", "1", "--nick"), "--nick has no value");
  assertStringIncludes(refusal("h", "1", "--nick="), "--nick has no value");
  assertStringIncludes(refusal("h", "1", "--lang", "fr"), "en, ru");
});

Deno.test("parseCommandLine answers --help before it finds fault, in the language asked for", () => {
  for (const argv of [["--help"], ["-h"], ["h", "--help", "--nope"]]) {
    assertEquals(parse(...argv).kind, "help");
  }
  const russian = parse("--lang", "ru", "--help");
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
