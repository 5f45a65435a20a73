import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  FileError,
  foldersWritten,
  isOpenToOthers,
  readOwnFile,
  readPrivateFile,
  removeFile,
  replacePrivateFile,
} from "../../runtime/private_file.ts";
import { tempFolder } from "../e2e/support/temp.ts";

const isWindows = Deno.build.os === "windows";
const encoder = new TextEncoder();

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

Deno.test("readPrivateFile reads a file of at most so many bytes, without a byte order mark", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/file`;
  assertEquals(await readPrivateFile(path, 5), undefined);
  for (const text of ["", "a", "\ufeffab", "日bc", "x".repeat(100_000)]) {
    await Deno.writeTextFile(path, text);
    const { length } = encoder.encode(text);
    assertEquals(await readPrivateFile(path, length), text.replace("\ufeff", ""));
    if (length > 0) await assertRejects(() => readPrivateFile(path, length - 1), FileError);
  }
});

Deno.test("readPrivateFile refuses what is no text, and what cannot be read", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/file`;
  for (const bytes of [[0xff, 0xfe, 0x61, 0x00], [0x61, 0x00], [0xe6, 0x97], [0xe9]]) {
    await Deno.writeFile(path, Uint8Array.from(bytes));
    await assertRejects(() => readPrivateFile(path, 100), FileError);
  }
  await assertRejects(() => readPrivateFile(folder.path, 100), Error);
});

Deno.test({
  name: "readPrivateFile reads links, pipes and devices",
  ignore: isWindows, // which has no such files
  async fn() {
    await using folder = await tempFolder();
    const at = (name: string) => `${folder.path}/${name}`;
    await Deno.writeTextFile(at("file"), "text");
    await Deno.symlink("file", at("link"));
    assertEquals(await readPrivateFile(at("link"), 4), "text");
    const { success } = await new Deno.Command("mkfifo", { args: [at("pipe")] }).output();
    assert(success);
    const [text] = await Promise.all([
      readPrivateFile(at("pipe"), 10),
      Deno.writeTextFile(at("pipe"), "from a pipe".slice(0, 10)),
    ]);
    assertEquals(text, "from a pip");
    assertEquals(await readPrivateFile("/dev/null", 0), "");
    await assertRejects(() => readPrivateFile("/dev/zero", 1_000_000), FileError);
  },
});

Deno.test("replacePrivateFile writes for the owner alone, and leaves no draft", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/file`;
  for (const text of ["one", "", "日".repeat(100_000)]) {
    await replacePrivateFile(path, text);
    assertEquals(await Deno.readTextFile(path), text);
    if (!isWindows) assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
  }
  await Promise.all(["a", "b", "c"].map((text) => replacePrivateFile(path, text)));
  assertEquals((await Deno.readTextFile(path)).length, 1);
  assertEquals(await names(folder.path), ["file"]);
  await assertRejects(
    () => replacePrivateFile(`${folder.path}/no/file`, "x"),
    Deno.errors.NotFound,
  );
});

Deno.test({
  name: "replacePrivateFile replaces the file that a link leads to, not the link",
  ignore: isWindows, // where links need a privilege
  async fn() {
    await using folder = await tempFolder();
    const at = (name: string) => `${folder.path}/${name}`;
    await Deno.mkdir(at("far"));
    await Deno.symlink("far/file", at("near"));
    await Deno.symlink(at("near"), at("nearer"));
    // at first the links lead to nothing
    assertEquals(await readPrivateFile(at("nearer"), 4), undefined);
    for (const text of ["one", "two"]) {
      await replacePrivateFile(at("nearer"), text);
      assertEquals(await Deno.readTextFile(at("far/file")), text);
    }
    assertEquals(await Deno.readLink(at("near")), "far/file");
    assertEquals(await names(folder.path), ["far", "near", "nearer"]);
    assertEquals(await names(at("far")), ["file"]);
    const far = await Deno.realPath(at("far"));
    assertEquals(await foldersWritten([at("nearer"), at("file")]), [`${far}/`, `${folder.path}/`]);
    await Deno.symlink("circle", at("circle"));
    await assertRejects(() => readPrivateFile(at("circle"), 4), Error);
    await assertRejects(() => replacePrivateFile(at("circle"), "x"), Error);
    assertEquals(await foldersWritten([at("circle")]), [`${folder.path}/`]);
  },
});

Deno.test({
  name: "replacePrivateFile refuses to replace what is not a file",
  ignore: isWindows, // which has no such files
  async fn() {
    await using folder = await tempFolder();
    const at = (name: string) => `${folder.path}/${name}`;
    await Deno.mkdir(at("folder"));
    await new Deno.Command("mkfifo", { args: [at("pipe")] }).output();
    await Deno.symlink("/dev/null", at("link"));
    for (const path of [at("folder"), at("pipe"), at("link"), "/dev/null"]) {
      await assertRejects(() => replacePrivateFile(path, "x"), FileError, "it is not a file");
    }
    assertEquals(await names(folder.path), ["folder", "link", "pipe"]);
    assertEquals((await Deno.stat("/dev/null")).isCharDevice, true);
  },
});

Deno.test("removeFile removes a file, if there is one", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/file`;
  await Deno.writeTextFile(path, "x");
  await removeFile(path);
  await removeFile(path);
  assertEquals(await names(folder.path), []);
});

Deno.test({
  name: "isOpenToOthers looks at the mode of a file, and of nothing else",
  ignore: isWindows, // which has no such modes
  async fn() {
    await using folder = await tempFolder();
    const path = `${folder.path}/file`;
    await Deno.writeTextFile(path, "x");
    for (const [mode, expected] of [[0o600, false], [0o400, false], [0o640, true], [0o604, true]]) {
      await Deno.chmod(path, mode as number);
      assertEquals(await isOpenToOthers(path), expected);
    }
    assertEquals(await isOpenToOthers("/dev/stdin"), false);
    assertEquals(await isOpenToOthers("/dev/null"), false);
  },
});

Deno.test({
  ignore: Deno.build.os === "windows",
  name: "readOwnFile does not wait for what a pipe, a socket or a terminal may bring",
  async fn() {
    await using folder = await tempFolder();
    const [pipe, socket, link] = ["pipe", "socket", "link"].map((name) => `${folder.path}/${name}`);
    await new Deno.Command("mkfifo", { args: [pipe!] }).output();
    using _listener = Deno.listen({ transport: "unix", path: socket! });
    await Deno.symlink(pipe!, link!);
    for (const path of [pipe, socket, link, "/dev/zero"]) {
      await assertRejects(() => readOwnFile(path!, 9), FileError, "it is not a file");
    }
    assertEquals(await readOwnFile("/dev/null", 9), "");
    assertEquals(await readOwnFile(`${folder.path}/missing`, 9), undefined);
    await Deno.writeTextFile(`${folder.path}/file`, "text");
    assertEquals(await readOwnFile(`${folder.path}/file`, 9), "text");
  },
});
