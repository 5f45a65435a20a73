import { assert, assertEquals, assertRejects } from "@std/assert";
import { dirname } from "node:path";
import {
  findSocketPath,
  fitsSocketPath,
  forgetSocketPath,
  makeSocketPath,
  removeSocket,
  type SocketPlaces,
  tellSocketPath,
} from "../../server/socket_path.ts";
import { tempFolder } from "../e2e/support/temp.ts";

const ignore = Deno.build.os === "windows";

/** Where a process is that was started like this. */
function started(env: Readonly<Record<string, string>> = {}, ppid = 1234): SocketPlaces {
  return { env: (name) => env[name], ppid };
}

/** Whether there is something at a path. */
async function isThere(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

/** A server that listens, and tells where. Its end is a crash: the socket stays. */
async function listening(data: string) {
  const path = await makeSocketPath(data, started());
  // Deno removes a socket that it closes, if it finds it
  const listener = Deno.listen({ transport: "unix", path: `${path}s` });
  await Deno.rename(`${path}s`, path);
  await tellSocketPath(data, path);
  return { path, [Symbol.dispose]: () => listener.close() };
}

Deno.test("fitsSocketPath counts the bytes of a path, not its letters", () => {
  // 103 bytes without the zero byte at the end
  assertEquals(fitsSocketPath("/" + "x".repeat(102)), true);
  assertEquals(fitsSocketPath("/" + "x".repeat(103)), false);
  assertEquals(fitsSocketPath("/" + "д".repeat(51)), true);
  assertEquals(fitsSocketPath("/" + "д".repeat(52)), false);
});

Deno.test({
  ignore,
  name: "makeSocketPath makes a folder for its owner alone, outside of the data folder",
  async fn() {
    await using data = await tempFolder();
    const path = await makeSocketPath(data.path, started());
    assert(!path.startsWith(await Deno.realPath(data.path)), path);
    assertEquals((await Deno.stat(dirname(path))).mode! & 0o777, 0o700);
    await removeSocket(path);
    assertEquals(await isThere(dirname(path)), false);
    assertEquals(Array.from(Deno.readDirSync(data.path)), []);
  },
});

Deno.test({
  ignore,
  name:
    "makeSocketPath takes the runtime folder of a service, and the data folder where it has none",
  async fn() {
    await using data = await tempFolder();
    await using runtime = await tempFolder();
    const within = async (env: Record<string, string>, ppid: number) => {
      const path = await makeSocketPath(data.path, started(env, ppid));
      await removeSocket(path);
      return dirname(dirname(path));
    };
    const [here, own] = await Promise.all([data, runtime].map(({ path }) => Deno.realPath(path)));
    assertEquals(await within({ RUNTIME_DIRECTORY: `${own}:/run/b`, INVOCATION_ID: "a" }, 1), own);
    assertEquals(await within({ INVOCATION_ID: "a" }, 1), here);
    // a terminal that systemd has started hands the variable on
    assert(await within({ INVOCATION_ID: "a" }, 1234) !== here);
    assert(![here, own].includes(await within({ RUNTIME_DIRECTORY: "relative" }, 1234)!));
    const missing = `${own}/missing`;
    assertEquals(await within({ RUNTIME_DIRECTORY: missing, INVOCATION_ID: "a" }, 1), here);
    const long = `${own}/${"long".repeat(30)}`;
    await Deno.mkdir(long);
    assertEquals(await within({ RUNTIME_DIRECTORY: long, INVOCATION_ID: "a" }, 1), here);
    assertEquals(Array.from(Deno.readDirSync(long)), []);
  },
});

Deno.test({
  ignore,
  name: "makeSocketPath fails where each place is too long or missing",
  async fn() {
    await using folder = await tempFolder();
    const data = `${folder.path}/${"long".repeat(30)}`;
    await Deno.mkdir(data);
    const places = started({ INVOCATION_ID: "a" }, 1);
    await assertRejects(() => makeSocketPath(data, places), Deno.errors.InvalidData);
    assertEquals(Array.from(Deno.readDirSync(data)), []);
  },
});

Deno.test({
  ignore,
  name: "findSocketPath finds what tellSocketPath told, in a private file, until it is forgotten",
  async fn() {
    await using data = await tempFolder();
    assertEquals(await findSocketPath(data.path), undefined);
    using server = await listening(data.path);
    assertEquals(await findSocketPath(data.path), server.path);
    assertEquals((await Deno.stat(`${data.path}/admin.json`)).mode! & 0o777, 0o600);
    await forgetSocketPath(data.path);
    assertEquals(await findSocketPath(data.path), undefined);
    await removeSocket(server.path);
  },
});

Deno.test({
  ignore,
  name: "findSocketPath does not take the server of a folder for that of its copy",
  async fn() {
    await using data = await tempFolder();
    await using copy = await tempFolder();
    using server = await listening(data.path);
    await Deno.copyFile(`${data.path}/admin.json`, `${copy.path}/admin.json`);
    assertEquals(await findSocketPath(copy.path), undefined);
    await removeSocket(await makeSocketPath(copy.path, started()));
    assertEquals(await isThere(server.path), true);
    await removeSocket(server.path);
  },
});

Deno.test({
  ignore,
  name: "findSocketPath takes a file that is damaged, or names another path, for none",
  async fn() {
    await using data = await tempFolder();
    const { dev, ino } = await Deno.stat(data.path);
    const folder = `${dev}:${ino}`;
    const damaged = ["", "{", "null", "[]", "{}", JSON.stringify({ folder })];
    const others = ["/etc/passwd", "/tmp/other/admin.sock", "tmp/chat-1/admin.sock", 7]
      .map((socket) => JSON.stringify({ socket, folder }));
    for (const text of [...damaged, ...others]) {
      await Deno.writeTextFile(`${data.path}/admin.json`, text);
      assertEquals(await findSocketPath(data.path), undefined, text);
    }
  },
});

Deno.test({
  ignore,
  name: "makeSocketPath removes the socket of a server that crashed, and none that answers",
  async fn() {
    await using data = await tempFolder();
    let crashed: string;
    {
      using server = await listening(data.path);
      crashed = server.path;
      await removeSocket(await makeSocketPath(data.path, started()));
      assertEquals(await isThere(crashed), true);
    }
    await removeSocket(await makeSocketPath(data.path, started()));
    assertEquals(await isThere(dirname(crashed)), false);
  },
});
