/** docs/PROTOCOL.md held to its word: the sessions printed there are replayed on a real server. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { decodeClientFrame } from "../../protocol/decode_client.ts";
import { FrameError } from "../../protocol/decode_fields.ts";
import { decodeServerFrame } from "../../protocol/decode_server.ts";
import {
  MAX_HISTORY_MESSAGES,
  MAX_LINE_BYTES,
  MAX_NICK_BYTES,
  MAX_NICK_COLUMNS,
  MAX_ROOM_CHARS,
  MAX_TEXT_BYTES,
  MAX_TEXT_LINES,
  MAX_TOKEN_CHARS,
} from "../../protocol/limits.ts";
import {
  FLOOD_CUT_MS,
  FREE_LINES_PER_S,
  HELLO_TIMEOUT_MS,
  MAX_BAD_LINES,
  MAX_HELLO_TRIES,
  MAX_LAG_BYTES,
  MAX_WELCOME_MEMBERS,
  PING_AFTER_MS,
  PING_TIMEOUT_MS,
  PRESENCE_BURST,
  PRESENCE_PER_S,
  RECENT_MESSAGES,
} from "../../server/limits.ts";
import { ROOT } from "../support/command.ts";
import { connectLines } from "../support/lines.ts";
import { startServer } from "../support/process.ts";
import { enter, type Guest } from "./support/guest.ts";

const DOCUMENT = await Deno.readTextFile(`${ROOT}docs/PROTOCOL.md`);

/** The session printed under a heading: who says a line (`S` or `C`), and the line. */
function session(heading: string): [who: string, line: string][] {
  const [, chapter = ""] = DOCUMENT.split(`## ${heading}\n`);
  const [, block = ""] = chapter.split("```");
  const lines = block.trim().split("\n").map((line) => /^([SC]): (.*)$/.exec(line));
  assert(lines.length > 5, `a session under "${heading}"`);
  return lines.map((match) => [match![1]!, match![2]!]);
}

/** A printed line as a pattern: times, secrets and what is left out (`…`) may be others. */
function pattern(line: string): RegExp {
  const source = line.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d/g, "\\d{4}-\\d\\d-\\d\\d$1\\d\\d:\\d\\d:\\d\\d")
    .replace(/\\\.\d{3}Z/g, "\\.\\d{3}Z")
    .replace(/"[^"]*…"/g, '"[^"]+"')
    .replace(/\\\{…\\\}/g, "\\{[^{}]*\\}");
  return new RegExp(`^${source}$`);
}

/** Makes the room what it is where the session begins: bob is there, and has said all that is old. */
async function prepare(bob: Guest, last: number, old: readonly { text: string; cid: string }[]) {
  for (let id = 1; id <= last - old.length; id++) await bob.say(`${id}`, `before-${id}`);
  for (const { text, cid } of old) await bob.say(text, cid);
}

Deno.test("The native session in PROTOCOL.md goes as it is printed", async () => {
  const printed = session("A whole native session");
  const frames = printed.filter(([who, line]) => who === "S" && line.startsWith("{"))
    .map(([, line]) => JSON.parse(line.replace("{…}", "{}")));
  const old = frames.filter((frame) => frame.old);
  const { last } = frames.find(({ type }) => type === "welcome");
  await using server = await startServer({ args: ["--history", `${old.length}`] });
  await using bob = await enter(server, old[0].nick);
  await prepare(bob, last, old);
  await using client = await connectLines(server.address);
  for (const [who, line] of printed) {
    if (who === "C") await client.send(line);
    else assertMatch(await client.next(), pattern(line));
  }
  await client.closed;
  const said = printed.filter(([who]) => who === "S").length;
  assertEquals(client.lines.length, said, "nothing but what is printed");
});

Deno.test("The plain session in PROTOCOL.md goes as it is printed", async () => {
  const printed = session("The plain dialect");
  const old = printed.map(([, line]) => /^\[[^\]]*\] (\w+): (.*)$/.exec(line))
    .filter((match) => match !== null).map(([, , text = ""], n) => ({ text, cid: `old-${n}` }));
  await using server = await startServer({ args: ["--history", `${old.length}`] });
  await using bob = await enter(server, "bob");
  await prepare(bob, old.length, old);
  await using client = await connectLines(server.address);
  await using others = new AsyncDisposableStack();
  let named = false;
  for (const [who, line] of printed) {
    const [, said] = /^bob: (.*)$/.exec(line) ?? [];
    const [, comes] = /^--- (\w+) joined the chat. ---$/.exec(line) ?? [];
    if (said !== undefined) await bob.say(said);
    if (comes !== undefined) others.use(await enter(server, comes));
    if (who === "S") assertMatch(await client.next(), pattern(line));
    else await client.send(line);
    // the others act when this is done
    if (who === "C" && named) await bob.next(line);
    named ||= who === "C";
  }
  const count = printed.filter(([who]) => who === "S").length;
  assertEquals(client.lines.length, count, "nothing but what is printed");
});

/** The types in the first column of the table under a heading. */
function typesOf(heading: string): string[] {
  const [, chapter = ""] = DOCUMENT.split(`### ${heading}\n`);
  const [table = ""] = chapter.split(/\n#+ /);
  const rows = table.split("\n").filter((line) => line.startsWith("| `"));
  return rows.flatMap((row) =>
    [...row.split("|")[1]!.matchAll(/`(\w+)`/g)].map(([, type]) => type!)
  );
}

/** What the decoder says to a frame that has a type and nothing else. */
function complaint(decode: (line: string) => unknown, type: string): string {
  try {
    return decode(JSON.stringify({ type })) === undefined ? "unknown" : "";
  } catch (cause) {
    return (cause as FrameError).message;
  }
}

Deno.test("Every frame that the server takes stands in PROTOCOL.md, and every one there is taken", () => {
  const [, known = ""] = /one of (.*)$/.exec(complaint(decodeClientFrame, "none")) ?? [];
  assertEquals(typesOf("From client to server").sort(), known.split(", ").sort());
  for (const type of typesOf("From server to client")) {
    assert(complaint(decodeServerFrame, type) !== "unknown", type);
  }
});

Deno.test("Every bound in PROTOCOL.md is the one in force", () => {
  const number = (value: number) => value.toLocaleString("en");
  const seconds = (ms: number) => `${ms / 1000}`;
  const sentences = [
    `at most ${number(MAX_LINE_BYTES)} bytes, its line feed included`,
    `1 to ${MAX_TOKEN_CHARS} printable ASCII characters`,
    `last ${number(RECENT_MESSAGES)} messages`,
    `up to ${MAX_HELLO_TRIES} times`,
    `1 to ${MAX_NICK_COLUMNS} terminal columns wide and at most ${MAX_NICK_BYTES} bytes`,
    `1 to ${MAX_ROOM_CHARS} letters`,
    `at most ${number(MAX_TEXT_BYTES)} bytes and ${MAX_TEXT_LINES} lines`,
    `at most ${MAX_HISTORY_MESSAGES} messages and 1 MiB`,
    `more than ${number(MAX_LINE_BYTES)} bytes`,
    `| ${MAX_BAD_LINES} of these two; a line that goes on counts again every ${
      number(MAX_LINE_BYTES)
    } bytes |`,
    `for ${seconds(FLOOD_CUT_MS)} seconds, or ${MAX_HELLO_TRIES} nicknames`,
    `more than ${MAX_LAG_BYTES / 1024 / 1024} MiB behind`,
    `within ${seconds(HELLO_TIMEOUT_MS)} seconds`,
    `| ${seconds(PING_AFTER_MS)} s | the server sends \`ping\`, and wants any line within ${
      seconds(PING_TIMEOUT_MS)
    } s |`,
    `${number(FREE_LINES_PER_S)} a second, ${number(FREE_LINES_PER_S)} at once`,
    `names up to ${MAX_WELCOME_MEMBERS} of`,
    `${PRESENCE_BURST} at once, ${PRESENCE_PER_S} a second per room`,
  ];
  const words = DOCUMENT.replace(/\s+/g, " ");
  assertEquals(
    sentences.filter((sentence) => !words.includes(sentence)),
    [],
    "not in the document",
  );
});
