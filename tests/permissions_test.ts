import { assert, assertEquals, assertMatch } from "@std/assert";
import { pathToFileURL } from "node:url";
import config from "../deno.json" with { type: "json" };
import { type TempFolder, tempFolder } from "./e2e/support/temp.ts";
import { ROOT } from "./support/command.ts";
import { connectLines } from "./support/lines.ts";
import { LINKS } from "./support/links.ts";
import { listening, Process } from "./support/process.ts";

const REFUSED = "NotCapable";

/** A command of the task `chat`, in which another module stands in the place of its worker. */
async function probing(folder: TempFolder, ...args: string[]): Promise<string[]> {
  const at = (path: string) => pathToFileURL(`${ROOT}${path}`).href;
  const worker = at(`workers/${args[0]}.ts`);
  const imports = { ...config.imports, [worker]: at("tests/permissions_probe.ts") };
  const links = LINKS.map((path) => `${ROOT}${path}`);
  const path = `${folder.path}/deno.json`;
  await Deno.writeTextFile(path, JSON.stringify({ ...config, imports, links, lock: false }));
  const flags = config.tasks.chat.command.split(" ").slice(1, -1);
  return [Deno.execPath(), ...flags, "--config", path, `${ROOT}main.ts`, ...args];
}

/** What no command may, and what becomes of it. */
const nobody = {
  readOfOthers: REFUSED,
  readOfSources: REFUSED,
  readHere: REFUSED,
  run: REFUSED,
  ffi: REFUSED,
  otherEnv: REFUSED,
  allEnv: REFUSED,
  otherSys: REFUSED,
  code: REFUSED,
};

Deno.test("A server may touch its data folder and the files it is given, and less once it listens", async () => {
  await using folder = await tempFolder();
  const [data, secret] = [`${folder.path}/data`, `${folder.path}/secret`];
  await Deno.writeTextFile(secret, "x");
  await Deno.writeTextFile(`${folder.path}/beside`, "x");
  const args = ["serve", "--port", "0", "--data", data, "--password-file", secret];
  await using process = await Process.start(await probing(folder, ...args));
  await using guest = await connectLines(await listening(process));
  const files = {
    writeOwn: "done",
    readOwn: "done",
    readBeside: REFUSED,
    writeBeside: REFUSED,
    linkOut: REFUSED,
  };
  assertEquals(JSON.parse(await guest.next()), {
    before: {
      ...nobody,
      ...files,
      readSecret: "done",
      writeSecret: REFUSED,
      connect: REFUSED,
      ownEnv: "done",
      home: REFUSED,
      interfaces: "done",
    },
    after: { ...files, connect: REFUSED, listen: REFUSED, ownEnv: REFUSED, interfaces: REFUSED },
  });
  assertEquals((await process.ended).code, 0);
});

Deno.test("A client may touch its cache, its state and the files it is given, and connect to its server alone", async () => {
  await using folder = await tempFolder();
  const secret = `${folder.path}/secret`;
  await Deno.writeTextFile(secret, "x");
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const args = ["join", "127.0.0.1", `${server.addr.port}`, "--password-file", secret];
  const options = { home: folder.path, stdin: "" };
  await using process = await Process.start(await probing(folder, ...args), options);
  const { stdout, stderr, code } = await process.ended;
  assertEquals(code, 0, stderr);
  assertEquals(JSON.parse(stdout), {
    ...nobody,
    writeHome: REFUSED,
    makeCache: "done",
    writeCache: "done",
    makeState: "done",
    readState: "done",
    readOthersState: REFUSED,
    readSecret: "done",
    writeSecret: REFUSED,
    connect: "done",
    connectElsewhere: REFUSED,
    listen: REFUSED,
    interfaces: REFUSED,
  });
});

Deno.test("the executable is compiled with the permissions of the task chat", async () => {
  const program = await Deno.readTextFile(`${ROOT}tools/compile.ts`);
  const flags = program.match(/(?<=")-(?:P|A|-no-prompt|-allow)[^"]*/g);
  assertEquals(flags?.sort(), ["--no-prompt", "-P"]);
  assert(config.tasks.chat.command.includes(" --no-prompt -P "), config.tasks.chat.command);
});

Deno.test("the permissions named in deno.json are few", () => {
  const { read, write, net, sys, env, ...others } = config.permissions.default;
  assertEquals([read, write, net, sys], [true, true, true, ["networkInterfaces", "hostname"]]);
  assert(!env.includes("*"), "every variable could be read");
  // the user's pager and editor: the main thread runs them, and keeps the permission for a person's client alone
  assertEquals(others, { run: true });
});

Deno.test("deno test without permissions runs nothing, and says that it wants -P", async () => {
  await using process = await Process.start([Deno.execPath(), "test"], { cwd: ROOT, stdin: "" });
  const { code, stdout, stderr } = await process.ended;
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /Did you mean to run with `-P`/);
});
