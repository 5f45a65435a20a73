import { assertEquals } from "@std/assert";
import { ROOT } from "../support/command.ts";
import { PUBLIC, publicErrors } from "../../tools/doc_lint.ts";

/** An error as `deno doc --lint` writes it. */
function error(path: string, source: string): string {
  return `error[missing-jsdoc]: exported symbol is missing JSDoc documentation
  --> ${path}:18:3
   |${" "}
18 |   ${source}
   |   ^


`;
}

const own = error("/x/protocol/frames.ts", "readonly nick: string;");
const others = error("/x/server/serve.ts", "readonly nick: string;");

Deno.test("publicErrors leaves out what is said of files on which nobody else builds", () => {
  const report = `${others}${own}${others}error: Found 3 documentation lint errors.\n`;
  assertEquals(publicErrors(report, "/x/"), [own]);
});

Deno.test("publicErrors takes no file of another folder for one of this project", () => {
  assertEquals(publicErrors(own, "/y/"), []);
  assertEquals(publicErrors(own, "/"), []);
});

Deno.test("publicErrors leaves out constructors and what overrides something", () => {
  for (const source of ['override readonly name = "A";', "constructor(cause: unknown) {"]) {
    assertEquals(publicErrors(error("/x/protocol/a.ts", source), "/x/"), [], source);
  }
});

Deno.test("Every public folder and file is there", () => {
  for (const path of PUBLIC) Deno.statSync(`${ROOT}${path}`);
});
