import { assertEquals, assertRejects } from "@std/assert";
import { Link } from "../../client/link/link.ts";
import { PasswordError, passwordErrorText, readPassword } from "../../client/password.ts";
import { Session } from "../../client/link/session.ts";
import { FakeServer } from "../support/fake_server.ts";
import { LinkEvents } from "../support/link_events.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import { MAX_PASSWORD_FILE_BYTES } from "../../client/limits.ts";
import { FileError } from "../../runtime/private_file.ts";
import { phrasesOf } from "../support/phrases.ts";

/** A link to a server over a connection that others can read along, or not. */
function setUp({ isPrivate = true, password }: { isPrivate?: boolean; password?: string } = {}) {
  const server = new FakeServer();
  const clock = new VirtualClock();
  const events = new LinkEvents();
  const session = new Session({ nick: "ann", room: "lobby", prefix: "p", password });
  const link = new Link({
    dial: async (signal) => Object.assign(await server.dial(signal), { isPrivate }),
    clock,
    random: () => 0.5,
    session,
    catchUp: { most: Infinity, newest: Infinity },
    emit: events.emit,
  });
  const done = link.run();
  const greet = async () => {
    const peer = await server.accept();
    peer.send("NICKNAME_REQUEST\n");
    return { peer, hello: await peer.next("hello") };
  };
  const dispose = async () => {
    link.leave(0);
    await done;
    assertEquals(clock.pending, 0, "timers were left over");
  };
  return { greet, link, clock, events, [Symbol.asyncDispose]: dispose };
}

const WANTED = { type: "error", code: "password", message: "a password, please" } as const;

Deno.test("Link says the password to a server that asks for it, and to no other", async () => {
  await using t = setUp({ password: "sesame" });
  const { peer, hello } = await t.greet();
  assertEquals(hello.password, undefined);
  peer.send(WANTED);
  assertEquals((await peer.next("hello")).password, "sesame");
  peer.send({ ...WANTED, message: "wrong" });
  assertEquals(await t.events.next("password_wanted"), {
    type: "password_wanted",
    refused: "wrong",
  });
  t.link.password("open sesame");
  assertEquals((await peer.next("hello")).password, "open sesame");
});

Deno.test("Link asks for a password that it does not have, and keeps it for the next connection", async () => {
  await using t = setUp();
  const { peer } = await t.greet();
  peer.send(WANTED);
  assertEquals(await t.events.next("password_wanted"), { type: "password_wanted" });
  peer.cut();
  await t.events.next("waiting");
  t.link.password("sesame");
  await t.clock.advance(1_000);
  const { hello } = await t.greet();
  assertEquals(hello.password, "sesame");
});

Deno.test("Link does not say a password where everyone on the way could read it", async () => {
  await using t = setUp({ isPrivate: false, password: "sesame" });
  const { peer } = await t.greet();
  peer.send(WANTED);
  assertEquals((await t.events.next("ended")).reason, { code: "password_exposed" });
  assertEquals(peer.writes.join("").includes("sesame"), false);
});

Deno.test("readPassword takes the first line of the file, else the variable", async () => {
  const texts: Record<string, string> = { "/two": "one\r\ntwo\n", "/empty": "\n", "/bare": "x" };
  const files = {
    readAny: (path: string) =>
      path === "/forbidden" ? Promise.reject(new Error("no")) : Promise.resolve(texts[path]),
  };
  const system = (value?: string) => ({
    files,
    env: (name: string) => name === "CHAT_PASSWORD" ? value : undefined,
  });
  assertEquals(await readPassword("/two", system("env")), "one");
  assertEquals(await readPassword("/bare", system()), "x");
  assertEquals(await readPassword(undefined, system("env")), "env");
  assertEquals(await readPassword(undefined, system("")), undefined);
  const cases = [["/empty", "empty"], ["/nope", "unreadable"], [
    "/forbidden",
    "unreadable",
  ]] as const;
  for (const [path, code] of cases) {
    const error = await assertRejects(() => readPassword(path, system("env")), PasswordError);
    assertEquals([error.code, error.path], [code, path]);
  }
});

Deno.test("passwordErrorText says in the user's language why there is no password", () => {
  const tooLong = { cause: new FileError("too_long", MAX_PASSWORD_FILE_BYTES) };
  const cases: [error: PasswordError, english: string, russian: string][] = [
    [
      new PasswordError("empty", "/pw"),
      "Cannot read the password in /pw: its first line is empty",
      "Не прочесть пароль из /pw: его первая строка пуста",
    ],
    [
      new PasswordError("unreadable", "/pw", tooLong),
      "Cannot read the password in /pw: it is longer than 65536 bytes",
      "Не прочесть пароль из /pw: файл длиннее 65536 байт",
    ],
    [
      new PasswordError("unreadable", "/pw", { cause: new FileError("missing") }),
      "Cannot read the password in /pw: there is no such file",
      "Не прочесть пароль из /pw: такого файла нет",
    ],
  ];
  for (const [error, english, russian] of cases) {
    assertEquals(passwordErrorText(error, phrasesOf("en")), english);
    assertEquals(passwordErrorText(error, phrasesOf("ru")), russian);
  }
});
