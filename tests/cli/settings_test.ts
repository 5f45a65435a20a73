import { parseArgs } from "@std/cli/parse-args";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  choice,
  type CommandLine,
  count,
  type Outside,
  parseCommandLine,
  text,
  toggle,
} from "../../cli/flags.ts";
import { MAX_SETTINGS_BYTES } from "../../cli/limits.ts";

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

function outside(env: Record<string, string>, file?: unknown): Outside {
  const content = typeof file === "string" ? file : JSON.stringify(file);
  return {
    env: (name) => env[name],
    settings: () => file === undefined ? undefined : { path: PATH, text: content },
  };
}

function parse(argv: string[], env: Record<string, string>, file?: unknown) {
  return parseCommandLine(COMMAND, argv, "en", parseArgs, outside(env, file));
}

function flags(argv: string[], env: Record<string, string>, file?: unknown) {
  const parsed = parse(argv, env, file);
  assert(parsed.kind === "run", parsed.kind === "error" ? parsed.message : "help");
  return parsed.flags;
}

function refusal(env: Record<string, string>, file?: unknown): string {
  const parsed = parse([], env, file);
  assert(parsed.kind === "error", `taken: ${JSON.stringify(file)}`);
  assert(!parsed.message.includes("\n"));
  return parsed.message;
}

Deno.test("An option is taken from the command line, then the environment, the file, the default", () => {
  const file = { serve: { port: 3 } };
  assertEquals(flags(["--port", "1"], { CHAT_PORT: "2" }, file).port, 1);
  assertEquals(flags([], { CHAT_PORT: "2" }, file).port, 2);
  assertEquals(flags([], { CHAT_PORT: "" }, file).port, 3, "set to nothing is not set");
  assertEquals(flags([], {}, file).port, 3);
  assertEquals(flags([], {}, { serve: { port: "3" } }).port, 3);
  assertEquals(flags([], {}, { join: { nick: "another command's" } }).port, 65432);
  assertEquals(flags([], {}).port, 65432);
});

Deno.test("An option without a value can be turned off again, by whatever goes first", () => {
  const file = { serve: { tls: true } };
  assertEquals(flags([], {}, file).tls, true);
  assertEquals(flags(["--tls=false"], {}, file).tls, false);
  for (const off of ["0", "false", "no", "OFF"]) {
    assertEquals(flags([], { CHAT_TLS: off }, file).tls, false);
  }
  for (const on of ["1", "true", "yes", "on"]) assertEquals(flags([], { CHAT_TLS: on }).tls, true);
  assertEquals(flags(["--tls"], { CHAT_TLS: "0" }).tls, true);
  assertStringIncludes(refusal({ CHAT_TLS: "perhaps" }), "CHAT_TLS perhaps");
});

Deno.test("A password in the environment goes before a file of it that the settings name", () => {
  const file = { serve: { "password-file": "/secret" } };
  assertEquals(flags([], {}, file)["password-file"], "/secret");
  assertEquals(flags([], { CHAT_PASSWORD: "x" }, file)["password-file"], undefined);
  assertEquals(
    flags(["--password-file", "/other"], { CHAT_PASSWORD: "x" }, file)["password-file"],
    "/other",
  );
});

Deno.test("The language may be set by all of them, and is spoken at once", () => {
  const spoken = (argv: string[], env: Record<string, string>, file?: unknown) =>
    parse(argv, env, file).language;
  const file = { serve: { lang: "ru" } };
  assertEquals(spoken([], {}, file), "ru");
  assertEquals(spoken([], { CHAT_LANG: "en" }, file), "en");
  assertEquals(spoken(["--lang", "ru"], { CHAT_LANG: "en" }), "ru");
  assertStringIncludes(refusal({ CHAT_LANG: "ru", CHAT_PORT: "x" }), "Не годится CHAT_PORT x");
});

Deno.test("The file is looked for in the data folder that was said", () => {
  const seen: (string | undefined)[] = [];
  const look = (argv: string[], env: Record<string, string>) =>
    parseCommandLine(COMMAND, argv, "en", parseArgs, {
      env: (name) => env[name],
      settings: (data) => void seen.push(data),
    });
  look(["--data", "/a"], { CHAT_DATA: "/b" });
  look([], { CHAT_DATA: "/b" });
  look([], {});
  assertEquals(seen, ["/a", "/b", undefined]);
});

Deno.test("What is wrong with the file is said with its path", () => {
  const cases: [file: unknown, why: string][] = [
    ["{", "JSON"],
    [[], "an object"],
    ["null", "an object"],
    [{ serve: [] }, '"serve": an object'],
    [{ port: 1 }, 'no setting "port": there are serve, join'],
    [{ serv: {} }, 'did you mean "serve"?'],
    [{ serve: { prot: 1 } }, 'no setting "prot": did you mean "port"?'],
    [{ serve: { data: "/x" } }, 'no setting "data"'],
    [{ serve: { toString: "x" } }, 'no setting "toString"'],
    [{ serve: { password: "x" } }, 'no setting "password"'],
    [{ serve: { port: 70000 } }, "70000: a whole number from 0 to 65535"],
    [{ serve: { port: true } }, '"port" is true'],
    [{ serve: { port: [1] } }, '"port" is [1]'],
    [{ serve: { port: null } }, '"port" is null'],
    [{ serve: { tls: "yes" } }, "true or false"],
    [{ serve: { lang: "fr" } }, "en, ru"],
  ];
  for (const [file, why] of cases) {
    const message = refusal({}, file);
    assertStringIncludes(message, why);
    assertStringIncludes(message, PATH);
  }
});

Deno.test("A file that cannot be read is an error, with the reason", () => {
  const parsed = parseCommandLine(COMMAND, [], "en", parseArgs, {
    env: () => undefined,
    settings: () => ({ path: PATH, text: { problem: "it is locked" } }),
  });
  assert(parsed.kind === "error");
  assertEquals(parsed.message, `Cannot use ${PATH}: it is locked`);
});

Deno.test("A file of MAX_SETTINGS_BYTES is read, one of a byte more is not; a mark at its start is", () => {
  const text = JSON.stringify({ serve: { port: 7 } });
  const pad = (bytes: number) => text + " ".repeat(bytes - text.length);
  assertEquals(flags([], {}, pad(MAX_SETTINGS_BYTES)).port, 7);
  assertStringIncludes(refusal({}, pad(MAX_SETTINGS_BYTES + 1)), `${MAX_SETTINGS_BYTES} bytes`);
  assertEquals(flags([], {}, `\ufeff${text}`).port, 7);
});
