import { assertEquals } from "@std/assert";
import { reasonOf } from "../../i18n/reason.ts";
import { FileError } from "../../runtime/private_file.ts";
import { phrasesOf } from "../support/phrases.ts";

/** An error as the system makes it. */
function systemError(code: string | undefined, message: string, name = "Error"): Error {
  return Object.assign(new Error(message), { name }, code === undefined ? {} : { code });
}

const NO_FILE = systemError("ENOENT", "No such file or directory (os error 2): open '/nope'");
const NOT_ALLOWED = systemError(
  undefined,
  'Requires all access to "/proc/x", run again with the --allow-all flag',
  "NotCapable",
);

Deno.test("reasonOf says what the system said in the reader's language, and gives no advice of others", () => {
  const cases: [cause: unknown, english: string, russian: string][] = [
    [NO_FILE, "there is no such file", "такого файла нет"],
    [NOT_ALLOWED, "this program may not use it", "этой программе туда доступа нет"],
    [new FileError("too_long", 2), "it is longer than 2 bytes", "файл длиннее 2 байт"],
    [new FileError("not_text"), "it is not UTF-8 text", "это не текст UTF-8"],
    [new SyntaxError("Bad control"), "it is not JSON: Bad control", "это не JSON: Bad control"],
  ];
  for (const [cause, english, russian] of cases) {
    assertEquals(reasonOf(cause, phrasesOf("en").reasons), english);
    assertEquals(reasonOf(cause, phrasesOf("ru").reasons), russian);
  }
});

Deno.test("reasonOf leaves what it does not know in the system's words, without its numbers", () => {
  const say = phrasesOf("ru").reasons;
  const strange = systemError("ENOTNAM", "Not a XENIX named type file (os error 118): open '/x'");
  assertEquals(reasonOf(strange, say), "Not a XENIX named type file");
  assertEquals(reasonOf(systemError("toString", "odd"), say), "odd");
  assertEquals(reasonOf(new Error("plain"), say), "plain");
  assertEquals(reasonOf("a text", say), "a text");
});

Deno.test("reasonOf knows what the system really throws", async () => {
  const say = phrasesOf("en").reasons;
  const file = await Deno.makeTempFile();
  const attempts: [attempt: () => unknown, reason: string][] = [
    [() => Deno.readTextFileSync(`${file}.nope`), say.codes.ENOENT],
    [() => Deno.readTextFileSync(Deno.cwd()), say.codes.EISDIR],
    [() => Deno.mkdirSync(file), say.codes.EEXIST],
    [() => Deno.listen({ hostname: "no.such.invalid", port: 0 }), say.codes.name_unknown],
    [() => JSON.parse("{"), say.notJson("Expected property name or '}' in JSON at position 1")],
  ];
  if (Deno.build.os !== "windows") {
    attempts.push([() => Deno.mkdirSync(`${file}/below`), say.codes.ENOTDIR]);
  }
  for (const [attempt, reason] of attempts) {
    let cause: unknown;
    try {
      attempt();
    } catch (error) {
      cause = error;
    }
    assertEquals(reasonOf(cause, say).slice(0, reason.length), reason);
  }
  await Deno.remove(file);
});
