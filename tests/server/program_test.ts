import { assertEquals } from "@std/assert";
import { programOf } from "../../server/program.ts";

Deno.test("programOf is what was typed: the executable, the task, or npx before it", () => {
  const facts = { standalone: false, execPath: "/usr/bin/deno", version: "2.9.6" };
  assertEquals(programOf({ ...facts, standalone: true }), "chat");
  assertEquals(programOf(facts), "deno task chat");
  const folders = [
    "/home/ann/.npm/_npx/7a40/node_modules/deno/deno",
    "C:\\npm\\_npx\\7a\\deno.exe",
  ];
  for (const execPath of folders) {
    assertEquals(programOf({ ...facts, execPath }), "npx -y deno@2.9.6 task chat");
  }
});
