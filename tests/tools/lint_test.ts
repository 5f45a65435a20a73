import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import directions, { imports } from "../../tools/lint/directions.ts";

const ROOT = new URL("../..", import.meta.url);

/** The messages of the plugin for a source as if it stood at this path of the project. */
function messages(path: string, source: string): string[] {
  const file = fileURLToPath(new URL(path, ROOT));
  return Deno.lint.runPlugin(directions, file, source).map(({ message }) => message);
}

const allowed: [path: string, source: string][] = [
  [
    "main.ts",
    `import "./cli/exit.ts"; const { join } = await import("./commands/join.ts"); Deno.exit(1);`,
  ],
  ["workers/serve.ts", `import { serve } from "../server/serve.ts"; import "./work.ts";`],
  [
    "server/serve.ts",
    `import { ensureDir } from "@std/fs"; export * from "./storage/local/log.ts";`,
  ],
  ["server/serve.ts", `setTimeout(() => console.error(Deno.pid), 1);`],
  ["server/net/listener.ts", `import "../dialects/dialect.ts"; import "../fanout/feed.ts";`],
  ["server/dialects/plain.ts", `import type { A } from "../../protocol/text.ts";`],
  [
    "server/dialects/irc/a.ts",
    `import "../plain.ts"; import "../../chat/hub.ts"; import "./b.ts";`,
  ],
  ["client/join.ts", `import { createInterface } from "node:readline";`],
  ["client/person/chat.ts", `import "../tty/style.ts"; import "../link/link.ts";`],
  ["client/web/page.ts", `import "../person/mention.ts"; import "../tty/palette.ts";`],
  ["cli/parse.ts", `import "../i18n/phrases.ts"; import "../runtime/message_of.ts";`],
  ["protocol/text.ts", `import width from "string-width"; import { A } from "./limits.ts";`],
  ["protocol/text.ts", `export const now = new Date(0); const x = { Deno: 1, console: 2 };`],
  ["tests/server/serve_test.ts", `import "../../server/serve.ts"; import "../support/x.ts";`],
  ["tests/support/fixture.ts", `Deno.exit(3);`],
];

for (const [path, source] of allowed) {
  Deno.test(`directions: ${path} may hold ${source}`, () => {
    assertEquals(messages(path, source), []);
  });
}

const ONLY = "only cli, i18n, protocol, runtime";

const refused: [path: string, source: string, message: string][] = [
  [
    "server/chat/room.ts",
    `import { A } from "../../client/link/link.ts";`,
    `server must not import client, ${ONLY}`,
  ],
  [
    "client/link/link.ts",
    `import type { A } from "../../server/chat/room.ts";`,
    `client must not import server, ${ONLY}`,
  ],
  [
    "client/join.ts",
    `export * from "../main.ts";`,
    `client must not import main.ts, ${ONLY}`,
  ],
  [
    "server/serve.ts",
    `export { a } from "../tests/support/x.ts";`,
    `server must not import tests, ${ONLY}`,
  ],
  [
    "main.ts",
    `const x = await import("./tests/demo.ts");`,
    "main.ts must not import tests, only commands, cli, i18n, runtime",
  ],
  ["commands/serve.ts", `import "../server/chat/hub.ts";`, "commands must not import server/chat"],
  ["commands/join.ts", `import "../workers/join.ts";`, "commands must not import workers/join.ts"],
  [
    "runtime/file_lock.ts",
    `import "../server/storage/backbone.ts";`,
    "runtime must not import server, only itself",
  ],
  [
    "server/chat/room.ts",
    `import "../net/socket.ts";`,
    "server/chat must not import server/net, which stands beside or above it",
  ],
  [
    "server/chat/room.ts",
    `import "../access/bans.ts";`,
    "server/chat must not import server/access, which stands beside or above it",
  ],
  [
    "server/attic/x.ts",
    `import "../chat/room.ts";`,
    "server/attic has no layer in server/: give it one in tools/lint/layers.ts",
  ],
  [
    "client/link/link.ts",
    `import "../memory/cache.ts";`,
    "client/link must not import client/memory, which stands beside or above it",
  ],
  ["client/script/pipe.ts", `import "../tty/raw.ts";`, "client/script must not import client/tty"],
  [
    "client/web/page.ts",
    `import "../person/chat.ts";`,
    "client/web must not import client/person, which stands beside or above it",
  ],
  [
    "protocol/lines.ts",
    `export type A = import("../server/chat/room.ts").Room;`,
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
    `import "../y.ts";`,
    "attic has no place in the one-way flow: give it one in tools/lint/layers.ts",
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
      "protocol/ is pure, without Deno, timers or console: take it as a parameter",
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
