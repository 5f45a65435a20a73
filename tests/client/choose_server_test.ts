import { assertEquals, assertStringIncludes } from "@std/assert";
import { type AnnouncedServer, chooseServer, readTypedLine } from "../../client/choose_server.ts";
import { MAX_CHOICE_BYTES } from "../../client/limits.ts";
import type { ListedServer } from "../../client/server_list.ts";
import { phrasesOf } from "../support/phrases.ts";

/** What is shown and chosen when somebody types these lines. */
async function choosing(
  listed: readonly ListedServer[],
  announced: readonly AnnouncedServer[],
  typed: readonly string[],
) {
  const lines = [...typed];
  let shown = "";
  const chosen = await chooseServer({
    listed,
    announced,
    phrases: phrasesOf("en"),
    show: (text) => void (shown += text),
    readLine: () => Promise.resolve(lines.shift()),
  });
  return { shown, chosen, left: lines.length };
}

const lab = { name: "lab", host: "10.0.0.7", port: 65_432 };
const listed = [{ host: "::1", port: 7 }, lab];

Deno.test("chooseServer lists the server joined last first, then those that are announced", async () => {
  const announced = [
    { name: "desk", host: "10.0.0.9", port: 65_432, tls: true },
    { ...lab, name: "the lab", tls: false },
  ];
  const { shown, chosen } = await choosing(listed, announced, ["3\n"]);
  assertEquals(chosen, { host: "10.0.0.9", port: 65_432 });
  assertEquals(shown.split("\n"), [
    "Servers:",
    "  1  lab   10.0.0.7:65432",
    "  2        [::1]:7",
    "  3  desk  10.0.0.9:65432  announced here, TLS",
    "Number or address: ",
  ]);
});

Deno.test("chooseServer asks again where the answer is none", async () => {
  const { shown, chosen, left } = await choosing(listed, [], ["9\n", "1\n"]);
  assertEquals([chosen, left], [{ host: "10.0.0.7", port: 65_432 }, 0]);
  assertStringIncludes(shown, "from 1 to 2");
});

Deno.test("chooseServer leaves at an empty line, at the end of the input, and where there is nothing to choose", async () => {
  assertEquals((await choosing(listed, [], ["\n"])).chosen, undefined);
  assertEquals((await choosing(listed, [], [])).chosen, undefined);
  const { shown, left } = await choosing([], [], ["1\n"]);
  assertEquals(left, 1);
  assertStringIncludes(shown, "chat join HOST");
});

Deno.test("readTypedLine reads MAX_CHOICE_BYTES bytes at the most", async () => {
  const sizes: number[] = [];
  const read = ({ length }: Uint8Array) => {
    sizes.push(length);
    return Promise.resolve(null);
  };
  await readTypedLine({ read });
  assertEquals(sizes, [MAX_CHOICE_BYTES]);
});

Deno.test("readTypedLine reads one line, and leaves what comes then to the chat", async () => {
  const typed = ["2\n", "hello\n"];
  const input = {
    read(buffer: Uint8Array): Promise<number | null> {
      const line = typed.shift();
      if (line === undefined) return Promise.resolve(null);
      return Promise.resolve(new TextEncoder().encodeInto(line, buffer).written);
    },
  };
  assertEquals(await readTypedLine(input), "2\n");
  assertEquals(typed, ["hello\n"]);
  await readTypedLine(input);
  assertEquals(await readTypedLine(input), undefined);
});
