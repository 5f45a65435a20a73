import { assertEquals } from "@std/assert";
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

Deno.test("the executable is compiled with the permissions of the task chat", () => {
  const flags = (command: string) =>
    command.split(" ").filter((word) => /^-(P|-no-prompt|A|-allow)/.test(word));
  assertEquals(flags(config.tasks.compile.command).sort(), flags(config.tasks.chat.command).sort());
  const { read, write, net, sys, env, ...others } = config.permissions.default;
  assertEquals([read, write, net, sys], [true, true, true, ["networkInterfaces"]]);
  assertEquals(env.includes("*"), false);
  assertEquals(others, {});
});
