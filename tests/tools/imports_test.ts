import { assert, assertEquals } from "@std/assert";
import { pathToFileURL } from "node:url";
import { ROOT } from "../support/command.ts";

Deno.test("No test takes fast-check as it is, since it makes nothing of more than 10 items", async () => {
  const direct: string[] = [];
  for (const path of modulesIn("tests")) {
    const source = await Deno.readTextFile(ROOT + path);
    if (/from "fast-check"/.test(source)) direct.push(path);
  }
  assertEquals(direct, ["tests/support/fast_check.ts"]);
});

Deno.test("The thread of a client reads nothing of the server, and that of a server nothing of the client", async () => {
  // Deno reads all that a thread may ever load when it starts, since later it may read nothing
  const read = async (command: string) => await modulesRead(`workers/${command}.ts`);
  const [join, serve] = await Promise.all([read("join"), read("serve")]);
  assertEquals(join.filter((path) => path.startsWith("server/")), []);
  assertEquals(serve.filter((path) => path.startsWith("client/")), []);
  assert(join.includes("client/join.ts") && serve.includes("server/serve.ts"));
});

/** The project's modules that are read, at once or later, where this one is run; types are not. */
async function modulesRead(entry: string): Promise<string[]> {
  const command = new Deno.Command(Deno.execPath(), { args: ["info", "--json", entry], cwd: ROOT });
  const { stdout } = await command.output();
  const { roots: [root], modules }: Info = JSON.parse(new TextDecoder().decode(stdout));
  const found = new Set([root]);
  for (const specifier of found) {
    const module = modules.find((each) => each.specifier === specifier);
    for (const { code } of module?.dependencies ?? []) {
      if (code?.specifier !== undefined) found.add(code.specifier);
    }
  }
  const folder = pathToFileURL(ROOT).href;
  return [...found].filter((each) => each.startsWith(folder)).map((each) =>
    each.slice(folder.length)
  );
}

/** What `deno info --json` prints of modules. */
interface Info {
  readonly roots: readonly [string];
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly { readonly code?: { readonly specifier?: string } }[];
  }[];
}

/** The paths of all modules in a folder of the project, and in those below. */
function modulesIn(folder: string): string[] {
  return [...Deno.readDirSync(ROOT + folder)].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return modulesIn(`${folder}/${name}`);
    // not this one, which has the words as a pattern
    return name.endsWith(".ts") && name !== "imports_test.ts" ? [`${folder}/${name}`] : [];
  });
}
