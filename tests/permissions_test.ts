import { assert, assertEquals } from "@std/assert";
import config from "../deno.json" with { type: "json" };
import { ROOT } from "./support/command.ts";
import { Process } from "./support/process.ts";

const REFUSED = "NotCapable";

/** The command of a task, with another program in place of `main.ts`. */
function like(command: string, program: string): string[] {
  const flags = command.split(" ").slice(1, -1);
  return [Deno.execPath(), ...flags, "--config", `${ROOT}deno.json`, `${ROOT}${program}`];
}

Deno.test("the task chat may use the network and files, but run nothing, load nothing, and know little", async () => {
  const command = like(config.tasks.chat.command, "tests/permissions_fixture.ts");
  await using process = await Process.start(command, { stdin: "" });
  const { stdout, stderr, code } = await process.ended;
  assertEquals(code, 0, stderr);
  assertEquals(JSON.parse(stdout), {
    asked: {
      run: REFUSED,
      ffi: REFUSED,
      otherEnv: REFUSED,
      allEnv: REFUSED,
      otherSys: REFUSED,
      code: REFUSED,
      ownEnv: "done",
    },
    // what a server has left once it listens
    left: {
      talk: "done",
      connect: REFUSED,
      listen: REFUSED,
      ownEnv: REFUSED,
      interfaces: REFUSED,
    },
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
  assertEquals([read, write, net, sys], [true, true, true, ["networkInterfaces"]]);
  assert(!env.includes("*"), "every variable could be read");
  assertEquals(others, {});
});
