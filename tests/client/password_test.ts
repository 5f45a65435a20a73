import { assertEquals, assertRejects } from "@std/assert";
import { Link } from "../../client/link/link.ts";
import { PasswordError, readPassword } from "../../client/password.ts";
import { Session } from "../../client/link/session.ts";
import { phrases } from "../../i18n/phrases.ts";
import { FakeServer } from "../support/fake_server.ts";
import { LinkEvents } from "../support/link_events.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

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
    maxCatchUp: Infinity,
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
  const say = phrases("en").client.trust;
  const texts: Record<string, string> = { "/two": "one\r\ntwo\n", "/empty": "\n", "/bare": "x" };
  const files = {
    read: (path: string) =>
      path === "/forbidden" ? Promise.reject(new Error("no")) : Promise.resolve(texts[path]),
  };
  const system = (value?: string) => ({
    files,
    env: (name: string) => name === "CHAT_PASSWORD" ? value : undefined,
  });
  assertEquals(await readPassword("/two", system("env"), say), "one");
  assertEquals(await readPassword("/bare", system(), say), "x");
  assertEquals(await readPassword(undefined, system("env"), say), "env");
  assertEquals(await readPassword(undefined, system(""), say), undefined);
  for (const path of ["/empty", "/nope", "/forbidden"]) {
    await assertRejects(() => readPassword(path, system("env"), say), PasswordError, path);
  }
});

Deno.test("readPassword says in the user's language that a file is too long", async () => {
  const read = () => Promise.reject(new RangeError("it has more bytes"));
  const system = { files: { read }, env: () => undefined };
  const say = phrases("ru").client.trust;
  await assertRejects(
    () => readPassword("/long", system, say),
    PasswordError,
    "Не прочесть пароль из /long: файл длиннее 65536 байт",
  );
});
