import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  choice,
  type CommandLine,
  count,
  type OptionSources,
  parseCommandLine,
  text,
  toggle,
  usageOf,
} from "../../cli/option_kinds.ts";
import { JOIN } from "../../client/options.ts";
import { COMPLETIONS, HELP, MAN } from "../../cli/own_commands.ts";
import { parseSettings } from "../../cli/settings.ts";
import { wordOf } from "../../cli/table.ts";
import { ADMIN, CLUSTER, SERVE } from "../../server/options.ts";
import { MAX_SETTINGS_BYTES } from "../../cli/limits.ts";
import { FileError } from "../../runtime/private_file.ts";
import { phrasesOf } from "../support/phrases.ts";

const COMMAND = {
  name: "chat serve",
  words: ({ commands }) => commands.serve,
  args: {},
  flags: {
    port: count("PORT", [0, 65535], 65432),
    tls: toggle(),
    data: text("DIR"),
    "password-file": { ...text("FILE"), instead: "CHAT_PASSWORD" },
    lang: choice(["en", "ru"]),
  },
  examples: {},
} as const satisfies CommandLine;

const PATH = "/data/chat.json";

function sources(env: Record<string, string>, file?: unknown): OptionSources {
  const content = typeof file === "string" ? file : JSON.stringify(file);
  return {
    env: (name) => env[name],
    settings: () => Promise.resolve(file === undefined ? undefined : { path: PATH, text: content }),
  };
}

function parse(argv: string[], env: Record<string, string>, file?: unknown) {
  return parseCommandLine(COMMAND, argv, "en", sources(env, file));
}

async function flags(argv: string[], env: Record<string, string>, file?: unknown) {
  const parsed = await parse(argv, env, file);
  assert(parsed.kind === "run", parsed.kind === "error" ? parsed.message : "help");
  return parsed.flags;
}

async function refusal(env: Record<string, string>, file?: unknown): Promise<string> {
  const parsed = await parse([], env, file);
  assert(parsed.kind === "error", `taken: ${JSON.stringify(file)}`);
  assert(!parsed.message.includes("\n"));
  return parsed.message;
}

Deno.test("An option is taken from the command line, then the environment, the file, the default", async () => {
  const file = { serve: { port: 3 } };
  assertEquals((await flags(["--port", "1"], { CHAT_PORT: "2" }, file)).port, 1);
  assertEquals((await flags([], { CHAT_PORT: "2" }, file)).port, 2);
  assertEquals((await flags([], { CHAT_PORT: "" }, file)).port, 3, "set to nothing is not set");
  assertEquals((await flags([], {}, file)).port, 3);
  assertEquals((await flags([], {}, { serve: { port: "3" } })).port, 3);
  assertEquals((await flags([], {}, { join: { nick: "another command's" } })).port, 65432);
  assertEquals((await flags([], {})).port, 65432);
});

Deno.test("An option without a value can be turned off again, by whatever goes first", async () => {
  const file = { serve: { tls: true } };
  assertEquals((await flags([], {}, file)).tls, true);
  assertEquals((await flags(["--tls=false"], {}, file)).tls, false);
  for (const off of ["0", "false", "no", "OFF"]) {
    assertEquals((await flags([], { CHAT_TLS: off }, file)).tls, false);
  }
  for (const on of ["1", "true", "yes", "on"]) {
    assertEquals((await flags([], { CHAT_TLS: on })).tls, true);
  }
  assertEquals((await flags(["--tls"], { CHAT_TLS: "0" })).tls, true);
  assertStringIncludes(await refusal({ CHAT_TLS: "perhaps" }), "CHAT_TLS perhaps");
});

Deno.test("A password in the environment goes before a file of it that the settings name", async () => {
  const file = { serve: { "password-file": "/secret" } };
  assertEquals((await flags([], {}, file))["password-file"], "/secret");
  assertEquals((await flags([], { CHAT_PASSWORD: "x" }, file))["password-file"], undefined);
  assertEquals(
    (await flags(["--password-file", "/other"], { CHAT_PASSWORD: "x" }, file))["password-file"],
    "/other",
  );
});

Deno.test("The language may be set by all of them, and is spoken at once", async () => {
  const spoken = async (argv: string[], env: Record<string, string>, file?: unknown) =>
    (await parse(argv, env, file)).language;
  const file = { serve: { lang: "ru" } };
  assertEquals(await spoken([], {}, file), "ru");
  assertEquals(await spoken([], { CHAT_LANG: "en" }, file), "en");
  assertEquals(await spoken(["--lang", "ru"], { CHAT_LANG: "en" }), "ru");
  assertStringIncludes(
    await refusal({ CHAT_LANG: "ru", CHAT_PORT: "x" }),
    "Не годится CHAT_PORT x",
  );
});

Deno.test("The file is looked for in the data folder that was said", async () => {
  const seen: (string | undefined)[] = [];
  const look = (argv: string[], env: Record<string, string>) =>
    parseCommandLine(COMMAND, argv, "en", {
      env: (name) => env[name],
      settings: (data) => {
        seen.push(data);
        return Promise.resolve(undefined);
      },
    });
  await look(["--data", "/a"], { CHAT_DATA: "/b" });
  await look([], { CHAT_DATA: "/b" });
  await look([], {});
  assertEquals(seen, ["/a", "/b", undefined]);
});

Deno.test("Every command has the section that its help names", () => {
  for (const command of [SERVE, JOIN, ADMIN, CLUSTER, HELP, COMPLETIONS, MAN]) {
    const word = wordOf(command);
    const help = usageOf(command, phrasesOf("en"), true).replaceAll(/\s+/g, " ");
    assertStringIncludes(help, `{"${word}": {"lang": "en"}}`);
    const file = { path: PATH, text: JSON.stringify({ [word]: { lang: "ru" } }) };
    assertEquals(parseSettings(file, command).values, { lang: "ru" });
    // also when another command reads the file
    assertEquals(parseSettings(file, { name: "chat other", flags: {} }).values, {});
  }
});

Deno.test("What is wrong with the file is said with its path", async () => {
  const cases: [file: unknown, why: string][] = [
    ["{", "JSON"],
    [[], "an object"],
    ["null", "an object"],
    [{ serve: [] }, '"serve": expected an object'],
    [{ port: 1 }, 'unknown setting "port": there are serve, join, admin, cluster, help'],
    [{ serv: {} }, 'did you mean "serve"?'],
    [{ serve: { prot: 1 } }, 'unknown setting "prot": did you mean "port"?'],
    [{ serve: { data: "/x" } }, 'unknown setting "data"'],
    [{ serve: { toString: "x" } }, 'unknown setting "toString"'],
    [{ serve: { password: "x" } }, 'unknown setting "password"'],
    [{ serve: { port: 70000 } }, "70000: expected a whole number from 0 to 65535"],
    [{ serve: { port: true } }, '"port" is true'],
    [{ serve: { port: [1] } }, '"port" is [1]'],
    [{ serve: { port: null } }, '"port" is null'],
    [{ serve: { tls: "yes" } }, "true or false"],
    [{ serve: { lang: "fr" } }, "en, ru"],
  ];
  for (const [file, why] of cases) {
    const message = await refusal({}, file);
    assertStringIncludes(message, why);
    assertStringIncludes(message, PATH);
  }
});

Deno.test("A file that cannot be read is an error, with the reason", async () => {
  const told = async (cause: Error) => {
    const parsed = await parseCommandLine(COMMAND, ["--lang", "ru"], "en", {
      env: () => undefined,
      settings: () => Promise.resolve({ path: PATH, text: { cause } }),
    });
    assert(parsed.kind === "error");
    return parsed.message;
  };
  assertEquals(await told(new Error("why")), `Не годится ${PATH}: why`);
  assertEquals(
    await told(new FileError("too_long", MAX_SETTINGS_BYTES)),
    `Не годится ${PATH}: файл длиннее 16384 байт`,
  );
});

Deno.test("What follows the first word of chat admin is the command, whatever it begins with", async () => {
  const table: [argv: string[], rest: string[], data?: string][] = [
    [["/ban", "eve", "for", "-1h"], ["/ban", "eve", "for", "-1h"]],
    [["/kick", "eve", "-h", "--rude", "--no-x"], ["/kick", "eve", "-h", "--rude", "--no-x"]],
    [["/say", "a", "-", "b", ""], ["/say", "a", "-", "b", ""]],
    // its own options are found behind it too
    [["--data", "/a", "/who"], ["/who"], "/a"],
    [["/who", "--data", "/a"], ["/who"], "/a"],
    [["/who", "--data=/a", "--lang", "ru", "x"], ["/who", "x"], "/a"],
    // but not behind --
    [["/say", "--", "--data", "/a"], ["/say", "--data", "/a"]],
    [["--", "/say", "-h"], ["/say", "-h"]],
    [[], []],
  ];
  for (const [argv, rest, data] of table) {
    const parsed = await parseCommandLine(ADMIN, argv, "en");
    assert(parsed.kind === "run", argv.join(" "));
    assertEquals([parsed.rest, parsed.flags.data], [rest, data], argv.join(" "));
  }
  const kinds = async (argv: string[]) => (await parseCommandLine(ADMIN, argv, "en")).kind;
  assertEquals(await kinds(["-h"]), "help");
  assertEquals(await kinds(["/who", "--help"]), "help");
  assertEquals(await kinds(["--dta", "/a", "/who"]), "error");
  assertEquals(await kinds(["/who", "--data"]), "error");
  assertEquals(await kinds(["/who", "--data", ""]), "error");
});
