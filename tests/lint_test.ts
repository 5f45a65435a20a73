import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import directions, { imports } from "../lint/directions.ts";

const ROOT = new URL("..", import.meta.url);

/** The messages of the plugin for a source as if it stood at this path of the project. */
function messages(path: string, source: string): string[] {
  const file = fileURLToPath(new URL(path, ROOT));
  return Deno.lint.runPlugin(directions, file, source).map(({ message }) => message);
}

const allowed: [path: string, source: string][] = [
  [
    "main.ts",
    `import { serve } from "./server/serve.ts"; import "./client/join.ts"; Deno.exit(1);`,
  ],
  ["server/dialects/plain.ts", `import type { A } from "../../protocol/text.ts";`],
  ["server/serve.ts", `import { ensureDir } from "@std/fs"; export * from "./local/log.ts";`],
  ["client/join.ts", `import { createInterface } from "node:readline";`],
  ["protocol/text.ts", `import width from "string-width"; import { A } from "./limits.ts";`],
  ["protocol/text.ts", `export const now = new Date(0); const x = { Deno: 1, console: 2 };`],
  ["server/serve.ts", `setTimeout(() => console.error(Deno.pid), 1);`],
  ["tests/server/serve_test.ts", `import "../../server/serve.ts"; import "../support/x.ts";`],
  ["tests/support/fixture.ts", `Deno.exit(3);`],
];

for (const [path, source] of allowed) {
  Deno.test(`directions: ${path} may hold ${source}`, () => {
    assertEquals(messages(path, source), []);
  });
}

const refused: [path: string, source: string, message: string][] = [
  [
    "server/room.ts",
    `import { A } from "../client/link/link.ts";`,
    "server must not import client, only protocol",
  ],
  [
    "client/link.ts",
    `import type { A } from "../server/room.ts";`,
    "client must not import server, only protocol",
  ],
  [
    "client/link.ts",
    `export * from "../main.ts";`,
    "client must not import main.ts, only protocol",
  ],
  [
    "server/room.ts",
    `export { a } from "../tests/support/x.ts";`,
    "server must not import tests, only protocol",
  ],
  [
    "main.ts",
    `const x = await import("./tests/demo.ts");`,
    "main.ts must not import tests, only worker.ts, server, client, protocol, deno.json",
  ],
  [
    "protocol/lines.ts",
    `export type A = import("../server/room.ts").Room;`,
    "protocol must not import server, only itself",
  ],
  [
    "protocol/lines.ts",
    `import { delay } from "@std/async";`,
    "protocol/ is pure: it may use string-width,unhomoglyph/data.json, not @std/async",
  ],
  [
    "protocol/lines.ts",
    `import "node:fs";`,
    "protocol/ is pure: it may use string-width,unhomoglyph/data.json, not node:fs",
  ],
  [
    "attic/x.ts",
    `import "./y.ts";`,
    "attic has no place in the one-way flow: give it one in lint/directions.ts",
  ],
  ["server/serve.ts", `Deno.exit(1);`, "Only main.ts exits: throw, or return a code"],
  [
    "client/join.ts",
    `import process from "node:process"; process.exit();`,
    "Only main.ts exits: throw, or return a code",
  ],
];

for (const [path, source, message] of refused) {
  Deno.test(`directions: ${path} may not hold ${source}`, () => {
    assertEquals(messages(path, source), [message]);
  });
}

for (
  const source of [
    `const now = Deno.osUptime();`,
    `export type A = Deno.Conn;`,
    `setTimeout(() => {}, 1);`,
    `clearInterval(1);`,
    `globalThis.setTimeout(() => {}, 1);`,
    `console.log(1);`,
    `process.nextTick(() => {});`,
  ]
) {
  Deno.test(`directions: protocol/text.ts may not hold ${source}`, () => {
    assertEquals(messages("protocol/text.ts", source), [
      "protocol/ is pure, with no Deno, timers or console: take it as a parameter",
    ]);
  });
}

Deno.test("cycleIn finds a cycle, and none where there is none", () => {
  const graph = new Map([["a", ["b", "c"]], ["b", ["c"]], ["c", ["d"]], ["d", []]]);
  assertEquals(cycleIn(graph), undefined);
  assertEquals(cycleIn(graph.set("d", ["b"])), ["b", "c", "d", "b"]);
  assertEquals(cycleIn(new Map([["a", ["a"]]])), ["a", "a"]);
});

Deno.test("no file of the project imports itself in a circle, types included", async () => {
  const graph = new Map<string, string[]>();
  for await (const file of sources(ROOT)) graph.set(file.href, await importedBy(file));
  assertEquals(graph.has(import.meta.url), true);
  assertEquals(cycleIn(graph)?.map((href) => href.slice(ROOT.href.length)), undefined);
});

async function* sources(folder: URL): AsyncGenerator<URL> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (name.startsWith(".") || name === "node_modules") continue;
    if (isDirectory) yield* sources(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts")) yield new URL(name, folder);
  }
}

async function importedBy(file: URL): Promise<string[]> {
  const found: string[] = [];
  const plugin: Deno.lint.Plugin = {
    name: "collect",
    rules: {
      imports: { create: () => imports((to) => to.startsWith(".") && found.push(to)) },
    },
  };
  Deno.lint.runPlugin(plugin, "file.ts", await Deno.readTextFile(file));
  return found.map((specifier) => new URL(specifier, file).href);
}

/** A path that ends where it began; undefined where the graph has none. */
function cycleIn(graph: Map<string, string[]>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  function visit(node: string): string[] | undefined {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    done.add(path.pop()!);
    return undefined;
  }
  for (const node of graph.keys()) {
    const cycle = visit(node);
    if (cycle) return cycle;
  }
  return undefined;
}
