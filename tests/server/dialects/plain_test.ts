import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { PLAIN_SHUTDOWN } from "../../../protocol/frames.ts";
import { MAX_TEXT_BYTES } from "../../../protocol/limits.ts";
import {
  MAX_HELLO_TRIES,
  PLAIN_REMOVED_MS,
  PLAIN_REQUEST_MS,
  PLAIN_SILENCE_MS,
} from "../../../server/limits.ts";
import { chatDoor } from "../../../server/dialects/chat_door.ts";
import { NativeDialect } from "../../../server/dialects/native.ts";
import { PlainDialect } from "../../../server/dialects/plain.ts";
import { plainEncoding } from "../../../server/dialects/plain_encoding.ts";
import { TelnetFilter } from "../../../server/dialects/telnet.ts";
import { testDialect } from "./dialect_suite.ts";
import { FakePeer } from "../fakes/peer.ts";
import { FakeServer, NOW } from "../fakes/server.ts";
import { settled } from "../../support/virtual_clock.ts";
import { phrasesOf } from "../../support/phrases.ts";

const encoding = plainEncoding(phrasesOf("en").server);

const open = (server: FakeServer) =>
  new FakePeer((peer) => new PlainDialect(peer, server.services, encoding, new TelnetFilter()));

/** Someone who is in already, and has heard all about it. */
async function enter(server: FakeServer, nick: string): Promise<FakePeer> {
  const line = open(server);
  await line.say(nick);
  line.news();
  return line;
}

/** Someone who speaks the native dialect. */
async function enterNative(server: FakeServer, nick: string): Promise<FakePeer> {
  const line = new FakePeer((peer) => new NativeDialect(peer, server.services));
  await line.send({ type: "hello", v: 1, nick });
  line.news();
  return line;
}

testDialect("PlainDialect", {
  open: ({ services }) => chatDoor(services),
  enter: (nick) => `${nick}\n`,
  say: (text) => `${text}\n`,
  heard: (received) =>
    received.split("\n").flatMap((line) => {
      const [, nick, text] = /^\(private from (.*)\) (.*)$/.exec(line) ?? [];
      if (nick !== undefined) return [`${nick}> ${text}`];
      return /^\w+: /.test(line) ? [line] : [];
    }),
  // nobody can know yet that it is prose which will be spoken
  refusal: (code, message) => `${JSON.stringify({ type: "error", code, message })}\n`,
  cut: (_code, message) => `--- ${message}. ---\n`,
  farewell: PLAIN_SHUTDOWN,
  notSaved: /^--- The message was not saved: .* ---$/m,
});

Deno.test("PlainDialect takes the first line for the nickname, and tells that there is no past", async () => {
  const ann = open(new FakeServer());
  await ann.say("  ann \t");
  assertEquals(ann.news(), ["There is no chat history yet."]);
  assertEquals(ann.greetings, ["ann in lobby"]);
});

Deno.test("PlainDialect takes a member that is removed from a room to the lobby, and says so", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  const remove = (room: string) => {
    const member = server.hub.find("ann")!;
    server.hub.part(member, server.hub.room(room)!, { by: "bob", reason: "too loud" });
    member.expelled(room, "bob", "too loud");
    return settled();
  };
  const told = "--- bob removed you from the room: too loud. ---";
  await ann.say("/room ops");
  ann.news();
  await remove("ops");
  assertEquals(ann.news(), [
    ...[told, "--- You are in the room #lobby now. ---", "There is no chat history yet."],
  ]);
  await remove("lobby");
  const nowhere = "--- You are in no room now; enter one with /room. ---";
  assertEquals(ann.news(), [told, nowhere]);
  await ann.say("anybody?", "/room lobby");
  assertEquals(ann.news()[0], "--- You may not speak in this room now. ---");
  await ann.say("back");
  assertEquals(server.disk.log("lobby").at(-1)?.event.type, "msg");
  assertEquals(ann.ended, false);
});

Deno.test("PlainDialect does not say in the lobby what was typed for the room of which a member was removed", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  await ann.say("/room ops");
  const member = server.hub.find("ann")!;
  server.hub.part(member, server.hub.room("ops")!, { by: "bob", reason: "" });
  member.expelled("ops", "bob", "");
  await settled();
  ann.news();
  await server.clock.advance(PLAIN_REMOVED_MS - 1);
  await ann.say("of ops alone", "/me of ops", "/topic ops", "/who");
  const notSaid = ann.news().filter((line) => line.startsWith("--- Not sent: "));
  assertEquals(notSaid.length, 3);
  const said = () => server.disk.log("lobby").map(({ event }) => "text" in event ? event.text : "");
  assertEquals(said().includes("of ops alone"), false);
  await server.clock.advance(1);
  await ann.say("for the lobby");
  assertEquals(said().at(-1), "for the lobby");
  assertEquals(server.disk.log("lobby").some(({ event }) => event.type === "topic"), false);
});

Deno.test("PlainDialect takes no line of another protocol for a nickname or a password, and ends", async () => {
  const guesses: string[] = [];
  const passwordCheck = {
    try: (guess: string) => (guesses.push(guess), Promise.resolve("wrong" as const)),
  };
  const lines = ["GET / HTTP/1.1", "PRI * HTTP/2.0", "CAP LS 302", "PASS hunter2", "\x16\x03\x01"];
  for (const line of lines) {
    for (const before of [[], ["", "GET nowhere"]]) {
      for (const locked of [false, true]) {
        const server = new FakeServer();
        const services = { ...server.services, ...(locked ? { passwordCheck } : {}) };
        const filter = new TelnetFilter();
        const guest = new FakePeer((peer) => new PlainDialect(peer, services, encoding, filter));
        await guest.say(...before.slice(0, 1), line);
        assertEquals([guest.goodbye !== undefined, guest.greetings], [true, []], line);
        assertEquals(server.log, ["info not chat"]);
      }
    }
  }
  assertEquals(guesses, []);
  const ann = await enter(new FakeServer(), "ann");
  await ann.say(...lines);
  assertEquals(ann.goodbye, undefined, "a member may talk of it");
});

Deno.test("PlainDialect tells an IRC client which port is its own", async () => {
  const server = new FakeServer();
  const told = async () => {
    const guest = open(server);
    await guest.say("NICK bob");
    return guest.goodbye!;
  };
  assertStringIncludes(await told(), "--irc-port");
  server.ircPort = 6667;
  assertStringIncludes(
    await told(),
    "ERROR :This port does not speak IRC; IRC clients use port 6667",
  );
});

Deno.test("PlainDialect refuses what is no UTF-8, as nickname and as message, and stores nothing", async () => {
  const server = new FakeServer();
  const bytes = Uint8Array.of(0xcf, 0xf0, 0xe8);
  const utf16 = new TextEncoder().encode("h\0i\0");
  const ann = open(server);
  await ann.say(bytes, utf16);
  assertEquals(ann.news().map((line) => line.includes("UTF-8")), [true, true]);
  await ann.say("ann");
  ann.news();
  await ann.say(bytes, utf16);
  assertEquals(ann.news().map((line) => line.includes("UTF-8")), [true, true]);
  assertEquals(ann.badLines, 4);
  assertEquals(server.hub.said, 0);
});

Deno.test("PlainDialect does the commands of the client, and says none of them", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  const bob = await enter(server, "bob lee");
  ann.news();
  await ann.say(
    "/MSG bob lee psst",
    "/who",
    "/nick anna",
    "/me waves",
    "/shrug",
    "/me",
    "//who",
    "/etc/hosts",
  );
  assertEquals(bob.news(), [
    "(private from ann) psst",
    "--- ann is now anna. ---",
    "* anna waves",
    "anna: /who",
    "anna: /etc/hosts",
  ]);
  assertEquals(ann.news(), [
    "--- Sent privately to bob lee. ---",
    "--- 2 people in #lobby: ann, bob lee ---",
    "--- ann is now anna. ---",
    "--- Unknown command /shrug, nothing was said. /help lists the commands; //shrug says it. ---",
    "--- Usage: /me TEXT. ---",
  ]);
  await ann.say("/help");
  assertEquals(ann.news().length, 10);
  await ann.say("/join dev", "/who", "hi");
  assertEquals(ann.news(), [
    "--- You are in the room #dev now. ---",
    "There is no chat history yet.",
    "--- 1 person in #dev: anna ---",
  ]);
  assertEquals(bob.news(), ["--- anna left the chat. ---"]);
  await ann.say("/quit now");
  assertEquals(ann.goodbye, "");
});

Deno.test("PlainDialect shows rooms and topics, and who is away", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  const bob = await enter(server, "bob");
  ann.news();
  await ann.say("/topic", "/topic the\x1b[31m build", "/topic", "/away lunch");
  assertEquals(ann.news(), [
    "--- No topic is set. ---",
    "--- ann set the topic: the build ---",
    "--- The topic is: the build. ---",
    "--- You are away now: lunch. ---",
  ]);
  await bob.say("/who", "/room dev", "/rooms", "/rooms nothing", "/list lob*");
  assertEquals(bob.news().filter((line) => !line.includes("history")), [
    "--- ann set the topic: the build ---",
    "--- 2 people in #lobby: ann (away), bob ---",
    "--- You are in the room #dev now. ---",
    "#dev: 1 person",
    "#lobby: 1 person, the build",
    "--- There is no such room. ---",
    "#lobby: 1 person, the build",
  ]);
  await ann.say("/topic -delete", "/topic");
  assertEquals(ann.news().slice(-2), [
    "--- ann removed the topic. ---",
    "--- No topic is set. ---",
  ]);
  await ann.say("/away", "/away", `/topic ${"x".repeat(301)}`);
  assertEquals(ann.news().slice(-3), [
    "--- You are back now. ---",
    "--- You are not away. ---",
    "--- That takes 301 bytes; the maximum is 300. ---",
  ]);
  server.hub.room("lobby")!.rules.flags.add("hidden");
  await bob.say("/rooms");
  assertEquals(bob.news(), ["#dev: 1 person"]);
});

Deno.test("PlainDialect shows the last messages between two lines, with the server's time", async () => {
  const server = new FakeServer();
  const ann = await enterNative(server, "ann");
  for (let i = 1; i <= 12; i++) await ann.send({ type: "say", cid: `c${i}`, text: `${i}` });
  await ann.send({ type: "say", cid: "d", text: "two\nlines" });
  const bob = open(server);
  await bob.say("bob");
  const news = bob.news();
  assertEquals(news.length, 13);
  assertEquals([news[0], news.at(-1)], ["--- The last 10 messages ---", "--- End of history ---"]);
  const here = new Date(NOW);
  const two = (value: number) => String(value).padStart(2, "0");
  const date = `${here.getFullYear()}-${two(here.getMonth() + 1)}-${two(here.getDate())}`;
  const time = `${two(here.getHours())}:${two(here.getMinutes())}:00`;
  assertEquals(news[1], `[${date} ${time}] ann: 4`);
  assertEquals(news.slice(-3, -1), [`[${date} ${time}] ann: two`, "    | lines"]);
});

Deno.test("PlainDialect shows others' messages, and gives no echo of one's own", async () => {
  const server = new FakeServer();
  const [ann, bob] = [await enter(server, "ann"), await enter(server, "bob")];
  assertEquals(ann.news(), ["--- bob joined the chat. ---"]);
  await ann.say("hi", "there");
  await bob.say("hello");
  assertEquals([ann.news(), bob.news()], [["bob: hello"], ["ann: hi", "ann: there"]]);
});

Deno.test("PlainDialect takes a line for what it is: cleaned, indented, never blank", async () => {
  const server = new FakeServer();
  const [ann, bob] = [await enter(server, "ann"), await enter(server, "bob")];
  await ann.say("", "   ", "\t", "\x1b[31m  red\x07  ", '{"type":"bye"}', "\ufeffbom");
  assertEquals(bob.news(), ["ann:   red", 'ann: {"type":"bye"}', "ann: bom"]);
  assertEquals(ann.goodbye, undefined);
});

Deno.test("PlainDialect marks each further line of a message: nobody can forge another's line", async () => {
  const server = new FakeServer();
  const [ann, bob] = [await enterNative(server, "ann"), await enter(server, "bob")];
  const text = "one\ncarol: forged\n\n--- carol left the chat. ---";
  await ann.send({ type: "say", cid: "c1", text }, { type: "dm", cid: "d1", to: "bob", text });
  const rest = ["    | carol: forged", "    | ", "    | --- carol left the chat. ---"];
  assertEquals(bob.news(), ["ann: one", ...rest, "(private from ann) one", ...rest]);
  const carol = await enter(server, "carol");
  bob.news();
  await carol.say("one\rtwo\x85three");
  assertEquals(bob.news(), ["carol: one", "    | two", "    | three"]);
});

Deno.test("PlainDialect tells of /me, renames and goings in prose", async () => {
  const server = new FakeServer();
  const [ann, bob] = [await enterNative(server, "ann"), await enter(server, "bob")];
  await ann.send(
    { type: "say", cid: "c1", text: "waves", action: true },
    { type: "nick", nick: "anna" },
    { type: "bye" },
  );
  assertEquals(bob.news(), [
    "* ann waves",
    "--- ann is now anna. ---",
    "--- anna left the chat. ---",
  ]);
});

Deno.test("PlainDialect says why a nickname is refused, and takes the next line for another one", async () => {
  const server = new FakeServer();
  await enter(server, "ann");
  const bob = open(server);
  await bob.say("Ann", "", ":bob", "x".repeat(33), "bob");
  assertEquals(bob.news(), [
    "The nickname 'Ann' is taken. Type another nickname:",
    "A nickname cannot be empty. Type another nickname:",
    'A nickname cannot begin with ":" or contain ": ". Type another nickname:',
    "The nickname is 33 columns wide; the maximum is 32. Type another nickname:",
    "There is no chat history yet.",
  ]);
  assertEquals([bob.goodbye, server.hub.count], [undefined, 2]);
});

Deno.test("PlainDialect makes no nickname of a command, and takes the one behind /nick", async () => {
  for (const locked of [false, true]) {
    const server = new FakeServer();
    const passwordCheck = { try: () => Promise.resolve("right" as const) };
    const services = { ...server.services, ...(locked ? { passwordCheck } : {}) };
    const guest = () =>
      new FakePeer((peer) => new PlainDialect(peer, services, encoding, new TelnetFilter()));
    const ann = guest();
    await ann.say("/msg bob psst", "/help", "/nick", "/PART x");
    const told = "Commands come after the nickname. Type another nickname:";
    assertEquals(ann.news(), [told, told, told, told]);
    assertEquals([ann.goodbye, server.hub.count], [undefined, 0]);
    await ann.say("/nick ann", ...locked ? ["/a password"] : []);
    assertEquals(ann.news().at(-1), "There is no chat history yet.");
    assertEquals(server.hub.count, 1);
    const bob = guest();
    await bob.say("/Quit");
    assertEquals([bob.goodbye, server.hub.count], ["", 1]);
  }
});

Deno.test("PlainDialect waits for the end of what may become a request, until it has a nickname", async () => {
  const server = new FakeServer();
  let dialect: PlainDialect | undefined;
  const guest = new FakePeer((peer) =>
    dialect = new PlainDialect(peer, server.services, encoding, new TelnetFilter())
  );
  const silence = (text: string) => dialect!.silenceMs(new TextEncoder().encode(text));
  // a blank line has made it plain
  await guest.say("");
  assertEquals(["PROPFI", "PO", "ann"].map(silence), [
    PLAIN_REQUEST_MS,
    PLAIN_REQUEST_MS,
    PLAIN_SILENCE_MS,
  ]);
  await guest.say("ann");
  assertEquals(silence("PROPFI"), PLAIN_SILENCE_MS);
});

Deno.test("PlainDialect ends a connection after MAX_HELLO_TRIES refused, and not one earlier", async () => {
  const line = open(new FakeServer());
  for (let i = 1; i < MAX_HELLO_TRIES; i++) await line.say("");
  assertEquals(line.goodbye, undefined);
  await line.say("");
  assertEquals(line.goodbye, "--- Disconnected: 20 nicknames refused. ---\n");
});

Deno.test("PlainDialect says why a text is refused, and what was not saved", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  await ann.say("x".repeat(MAX_TEXT_BYTES + 1), "\u200b");
  assertEquals(ann.news(), [
    "--- The message has 7681 bytes; the maximum is 7680. ---",
    "--- The message is empty. ---",
  ]);
  server.disk.failure = new Error("disk full");
  await ann.say("hi");
  await settled();
  assertEquals(ann.news(), [
    "--- The message was not saved: the server cannot write its log. ---",
  ]);
});

Deno.test("PlainDialect asks silent people nothing, and says SERVER_SHUTDOWN without a line feed", () => {
  const { dialect } = open(new FakeServer());
  assertEquals([dialect.ping(), dialect.farewell()], ["", PLAIN_SHUTDOWN]);
  assertEquals(dialect.error("slow", "Too slow"), "--- Too slow. ---\n");
});

Deno.test("PlainDialect says once that the database does not answer, and where the chat goes on", async () => {
  const server = new FakeServer();
  server.others = [{ addr: "b:1" }, { addr: "c:1" }];
  const ann = await enter(server, "ann");
  server.hub.find("ann")!.waits?.(2_000, true);
  server.hub.find("ann")!.waits?.(7_000, false);
  await settled();
  assertEquals(ann.news(), [
    "--- The database does not answer: what you say waits, and is shown when it does. ---",
  ]);
  const end = `--- The chat goes on at b:1, c:1. ---\n${PLAIN_SHUTDOWN}`;
  assertEquals(ann.dialect.farewell(), end);
});

Deno.test("PlainDialect counts what is said against the rate, and no blank line and no nickname", async () => {
  const ann = open(new FakeServer());
  const costs = (text: string) => ann.dialect.costs(new TextEncoder().encode(text));
  assertEquals(costs("ann"), false);
  await ann.say("ann");
  assertEquals([costs("hi"), costs("")], [true, false]);
});

Deno.test("PlainDialect leaves when the connection is gone, or ends while it enters", async () => {
  const server = new FakeServer();
  const [ann, bob] = [await enter(server, "ann"), await enter(server, "bob")];
  bob.dialect.closed();
  bob.dialect.closed();
  await settled();
  assertEquals(ann.news(), ["--- bob joined the chat. ---", "--- bob left the chat. ---"]);
  const carol = open(server);
  const entering = carol.say("carol");
  carol.end("");
  await entering;
  carol.outlet.send("goodbye\n");
  await settled();
  assertEquals([server.hub.count, carol.news().at(-1)], [1, "goodbye"]);
});

Deno.test("PlainDialect in Russian speaks Russian", async () => {
  const server = new FakeServer();
  const russian = plainEncoding(phrasesOf("ru").server);
  const ann = new FakePeer((peer) =>
    new PlainDialect(peer, server.services, russian, new TelnetFilter())
  );
  await ann.say("ann");
  ann.news();
  const bob = await enter(server, "bob");
  bob.dialect.closed();
  await settled();
  const news = ann.news();
  assertEquals(news, ["--- bob присоединился к чату. ---", "--- bob покинул чат. ---"]);
  assert(news.every((line) => /\p{Script=Cyrillic}/u.test(line)));
});
