/** Whatever an IRC client sends: it is answered, and the server goes on. */

import { assert, assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import { COMMANDS } from "../../server/dialects/irc/command_table.ts";
import { Irc, startIrc } from "./irc_support.ts";

// one that ends a connection would end the test
const names = [...COMMANDS.keys()].filter((name) => name !== "QUIT" && name !== "KILL");
const words = [
  ...["#a", "#b", "#a,#b", "a", "b", "a,b", "*", "", ":", "+o", "-o", "+b", "-b", "+k", "+l", "+s"],
  ...[
    "+imnst-imnst",
    "LS",
    "302",
    "REQ",
    "END",
    "LATEST",
    "BEFORE",
    "AROUND",
    "BETWEEN",
    "TARGETS",
  ],
  ...[
    "msgid=a:1",
    "timestamp=2026-11-23T00:00:00.000Z",
    "timestamp=x",
    "5",
    "0",
    "-1",
    "999999999",
  ],
  ...["+", "-", "S", "L", "C", "a!b@c", "@#a", "+#a", "*!*@*", "%tcuihsnfdlaor,1", "operuser"],
  ...[
    "\x01ACTION x\x01",
    "\x01VERSION\x01",
    "\x02\x03",
    "é😃",
    "-server-time",
    "server-time batch",
  ],
  ...["+1", "msgid=a:t1795416436522", "draft/multiline", "draft/chathistory draft/event-playback"],
  ...["x".repeat(200), "operpassword", "message-tags", "echo-message"],
];

const IN_BATCH = ["@batch=1", "@batch=1;draft/multiline-concat", "@batch=1;label=2"];

const command = fc.tuple(
  fc.option(fc.constantFrom("@label=1;+a=b", "@", "@;;=", "@+x=\\:\\s", ...IN_BATCH), {
    freq: 3,
    nil: "",
  }),
  fc.constantFrom(...names, "NOTHING"),
  fc.array(fc.constantFrom(...words), { maxLength: 5 }),
).map(([tags, name, params]) => {
  const [last, ...before] = params;
  return `${tags === "" ? "" : `${tags} `}${name}${before.map((word) => ` ${word}`).join("")}${
    last === undefined ? "" : ` :${last}`
  }`;
});

const encoder = new TextEncoder();
const line = fc.oneof(
  { weight: 9, arbitrary: command.map((text) => encoder.encode(`${text}\r\n`)) },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) =>
      new Uint8Array([...bytes.filter((byte) => byte !== 10), 13, 10])
    ),
  },
);

Deno.test("The IRC door lives through commands and bytes at random", async () => {
  await using irc = await startIrc();
  const known = [
    "batch",
    "labeled-response",
    "message-tags",
    "draft/multiline",
    "draft/event-playback",
  ];
  await using a = await Irc.join(irc, "a", known);
  await using b = await Irc.join(irc, "b");
  for (const client of [a, b]) {
    for (const chunk of chunks(fc.sample(line, 1_500), 50)) {
      await client.send(...chunk);
      await client.news();
    }
  }
  const log = irc.server.process.stderr;
  assert(!log.includes("connection failed"), log.slice(-2_000));
  await using last = await Irc.join(irc, "last");
  assertEquals((await last.codes("JOIN #fresh"))[0], "JOIN");
});

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from(
    { length: Math.ceil(list.length / size) },
    (_, i) => list.slice(i * size, (i + 1) * size),
  );
}
