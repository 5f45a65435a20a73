import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { connectLines } from "../support/lines.ts";
import { chatCommand } from "../support/command.ts";
import { joinArgs, listening, Process, runChat, startServer } from "../support/process.ts";
import { tempFolder } from "./support/temp.ts";
import { connectTls } from "../support/tls.ts";

const SECRET = { env: { CHAT_PASSWORD: "open sesame" } };

Deno.test("serve with a password lets a native client in that knows it", async () => {
  await using server = await startServer(SECRET);
  await using client = await connectLines(server.address);
  await client.send({ type: "hello", v: 1, nick: "ann" });
  assertEquals((await client.nextFrame("error")).code, "password");
  await client.send({ type: "hello", v: 1, nick: "ann", password: "open sesam" });
  assertEquals((await client.nextFrame("error")).code, "password");
  await client.send({ type: "hello", v: 1, nick: "ann", password: "open sesame" });
  assertEquals((await client.nextFrame("welcome")).nick, "ann");
});

Deno.test("serve with a password tells nobody without it who is there", async () => {
  await using server = await startServer(SECRET);
  await using ann = await connectLines(server.address);
  await ann.send({ type: "hello", v: 1, nick: "ann", password: "open sesame" });
  await ann.nextFrame("live");
  await using stranger = await connectLines(server.address);
  await stranger.send({ type: "hello", v: 1, nick: "ann", room: "///" });
  assertEquals((await stranger.nextFrame("error")).code, "password");
  await stranger.send({ type: "who" });
  await stranger.nextFrame("error");
  assert(!stranger.lines.slice(1).join().includes("ann"), stranger.lines.join("\n"));
});

Deno.test("serve with a password asks for it in prose too", async () => {
  await using server = await startServer(SECRET);
  await using client = await connectLines(server.address);
  await client.next("NICKNAME_REQUEST");
  await client.send("bob");
  await client.next(/^Password:$/);
  await client.send("guess");
  await client.next("The password is wrong. Password:");
  await client.send("open sesame");
  await client.next("There is no chat history yet.");
  await using ann = await connectLines(server.address);
  await ann.send({ type: "hello", v: 1, nick: "ann", password: "open sesame" });
  assertEquals((await ann.nextFrame("welcome")).members, ["bob", "ann"]);
});

Deno.test("serve with a password cuts off who goes on guessing", async () => {
  await using server = await startServer(SECRET);
  await using native = await connectLines(server.address);
  for (let i = 0; i < 9; i++) {
    await native.send({ type: "hello", v: 1, nick: "eve", password: `guess ${i}` });
  }
  await native.closed;
  const errors = native.lines.filter((line) => line.includes('"code":"password"'));
  assertEquals(errors.length, 5);
  assertStringIncludes(errors[4]!, "Disconnected: 5 wrong passwords");
  await server.process.waitForOutput(/wrong password/);
  assert(!server.process.stderr.includes("guess"), "a guess may be nearly right: it is in no log");
});

Deno.test("serve with a password cuts off who goes on guessing in prose", async () => {
  await using server = await startServer(SECRET);
  await using plain = await connectLines(server.address);
  for (const line of ["eve", "guess", "guess", "guess", "guess", "guess"]) await plain.send(line);
  await plain.closed;
  assertEquals(plain.lines.at(-1), "--- Disconnected: 5 wrong passwords. ---");
});

Deno.test("serve takes the password from a file, its first line, and over TLS on any address", async () => {
  const folder = await Deno.makeTempDir({ prefix: "chat-secret-" });
  const file = `${folder}/password`;
  await Deno.writeTextFile(file, "пароль 2\r\nnot this\n", { mode: 0o600 });
  {
    const args = ["--host", "0.0.0.0", "--tls", "--password-file", file];
    await using server = await startServer({ args });
    const address = { ...server.address, hostname: "127.0.0.1" };
    await using client = await connectTls({ ...server, address });
    await client.send({ type: "hello", v: 1, nick: "ann", password: "пароль 2" });
    assertEquals((await client.nextFrame("welcome")).nick, "ann");
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("serve refuses a password that everyone could read on the way, or cannot be read", async () => {
  const folder = await Deno.makeTempDir({ prefix: "chat-secret-" });
  await Deno.writeTextFile(`${folder}/empty`, "\n", { mode: 0o600 });
  const wrong: readonly [string[], RegExp][] = [
    [["--host", "0.0.0.0"], /Cannot ask for a password on 0\.0\.0\.0 without encryption.*--tls/],
    [["--password-file", `${folder}/nope`], /nope: there is no such file/],
    [["--password-file", `${folder}/empty`], /its first line is empty/],
  ];
  for (const [args, message] of wrong) {
    const ended = await runChat(["serve", "--port", "0", "--data", folder, ...args], SECRET);
    assertMatch(ended.stderr, message);
    assertEquals(ended.code, 2, args.join(" "));
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("join says the password of CHAT_PASSWORD or a file, over TLS and on this machine", async () => {
  const folder = await Deno.makeTempDir({ prefix: "chat-secret-" });
  const file = `${folder}/password`;
  await Deno.writeTextFile(file, "open sesame\n", { mode: 0o600 });
  for (const args of [[], ["--tls"]]) {
    await using server = await startServer({ ...SECRET, args });
    const join = joinArgs(server, "--nick", "bot");
    const said = { stdin: "hi\n" };
    assertEquals((await runChat(join, { ...said, ...SECRET })).code, 0);
    assertEquals((await runChat([...join, "--password-file", file], said)).code, 0);
    const without = await runChat(join, said);
    assertEquals(without.code, 1);
    assertMatch(without.stderr, /the server wants a password: set CHAT_PASSWORD/);
    const wrong = await runChat(join, { ...said, env: { CHAT_PASSWORD: "sesame" } });
    assertEquals(wrong.code, 1);
    assertMatch(wrong.stderr, /The password is wrong/);
    assertEquals((await runChat([...join, "--password-file", `${folder}/no`], said)).code, 2);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test({
  name: "serve takes the password from its standard input, join from a pipe",
  ignore: Deno.build.os === "windows", // which has neither under a name
  async fn() {
    const args = ["--password-file", "/dev/stdin"];
    await using server = await startServer({ args, stdin: "\ufeffopen sesame\n" });
    await using folder = await tempFolder();
    const pipe = `${folder.path}/pipe`;
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    const join = joinArgs(server, "--nick", "bot", "--password-file", pipe);
    const [ended] = await Promise.all([
      runChat(join, { stdin: "hi\n" }),
      Deno.writeTextFile(pipe, "open sesame\n"),
    ]);
    assertEquals(ended.code, 0, ended.stderr);
  },
});

Deno.test({
  name: "serve and join take the password from a file that the shell has opened",
  ignore: Deno.build.os !== "linux", // elsewhere such a name leads to no path
  async fn() {
    await using folder = await tempFolder();
    const file = `${folder.path}/password`;
    await Deno.writeTextFile(file, "open sesame\n", { mode: 0o600 });
    const opened = (...args: string[]) => [
      ...["sh", "-c", `exec "$@" 3<'${file}'`, "sh", ...chatCommand()],
      ...[...args, "--password-file", "/dev/fd/3"],
    ];
    const data = `${folder.path}/data`;
    await using server = await Process.start(opened("serve", "--port", "0", "--data", data));
    const join = joinArgs({ address: await listening(server) }, "--nick", "bot");
    await using client = await Process.start(opened(...join), { stdin: "hi\n" });
    const { code, stderr } = await client.ended;
    assertEquals(code, 0, stderr);
  },
});

Deno.test({
  name:
    "serve and join say what to do with a password file that is deleted and has only a descriptor",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await tempFolder();
    for (
      const args of [["serve", "--data", folder.path], ["join", "127.0.0.1", "1", "--nick", "a"]]
    ) {
      const file = `${folder.path}/password`;
      await Deno.writeTextFile(file, "open sesame\n", { mode: 0o600 });
      const script = `exec 3<'${file}'; rm '${file}'; exec "$@"`;
      const command = ["sh", "-c", script, "sh", ...chatCommand(), ...args];
      const more = ["--password-file", "/dev/fd/3"];
      await using process = await Process.start([...command, ...more], { stdin: "" });
      const { code, stderr } = await process.ended;
      assertEquals(code, 2, stderr);
      assertStringIncludes(stderr, "a pipe, such as <(cat <&3)");
    }
  },
});
