/**
 * A `deno lint` plugin: imports go one way, and what is pure stays pure.
 *
 * main -> worker -> server | client -> protocol -> nothing. Only tests import tests, only main.ts
 * exits. Cycles show in all files at once, never in one: tests/lint_test.ts looks for those.
 *
 * @module
 */
import { pathToFileURL } from "node:url";

/** What each room (a top-level folder or file) may import besides itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "main.ts": ["worker.ts", "server", "client", "protocol", "deno.json"],
  "worker.ts": ["server", "client"],
  server: ["protocol"],
  client: ["protocol"],
  protocol: [],
  lint: [],
  std: [],
  tools: [],
  tests: ["main.ts", "worker.ts", "server", "client", "protocol", "lint", "tools", "deno.json"],
};

/** The packages that protocol/ may use: pure ones. */
const PURE_PACKAGES = ["string-width", "unhomoglyph/data.json"];

/** What protocol/ must not touch, as selectors: the machine, the screen, time that passes. */
const IMPURE = [
  "MemberExpression[object.name=/^(Deno|process|console|globalThis)$/]",
  "TSQualifiedName[left.name=Deno]",
  "CallExpression[callee.name=/^(set|clear)(Timeout|Interval|Immediate)$/]",
];

const ROOT = new URL("..", import.meta.url).href;

function roomOf(url: URL): string {
  return url.href.startsWith(ROOT) ? url.href.slice(ROOT.length).split("/", 1)[0]! : url.href;
}

/** Why this file may not import this specifier; undefined where it may. */
function objection(file: URL, specifier: string): string | undefined {
  const from = roomOf(file);
  const allowed = MAY_IMPORT[from];
  if (!allowed) {
    return `${from} has no place in the one-way flow: give it one in lint/directions.ts`;
  }
  if (!/^(\.{0,2}\/|file:)/.test(specifier)) {
    if (from !== "protocol" || PURE_PACKAGES.includes(specifier)) return undefined;
    return `protocol/ is pure: it may use ${PURE_PACKAGES}, not ${specifier}`;
  }
  const to = roomOf(new URL(specifier, file));
  if (to === from || allowed.includes(to)) return undefined;
  return `${from} must not import ${to}, only ${allowed.join(", ") || "itself"}`;
}

/** The visitor which hands on every import, re-export, `import()` and `import("…").Type`. */
export function imports(
  found: (specifier: string, node: Deno.lint.Node) => void,
): Deno.lint.LintVisitor {
  const take = ({ source }: { source: Deno.lint.Node | null }) => {
    if (source?.type === "Literal" && typeof source.value === "string") found(source.value, source);
  };
  return {
    ImportDeclaration: take,
    ExportAllDeclaration: take,
    ExportNamedDeclaration: take,
    ImportExpression: take,
    TSImportType({ argument }) {
      if (argument.type === "TSLiteralType") take({ source: argument.literal });
    },
  };
}

type Report = (node: Deno.lint.Node, message: string) => void;

function rule(visit: (file: URL, report: Report) => Deno.lint.LintVisitor): Deno.lint.Rule {
  return {
    create(context) {
      const report: Report = (node, message) => context.report({ node, message });
      return visit(pathToFileURL(context.filename), report);
    },
  };
}

export default {
  name: "directions",
  rules: {
    "one-way": rule((file, report) =>
      imports((specifier, node) => {
        const message = objection(file, specifier);
        if (message) report(node, message);
      })
    ),
    "pure-protocol": rule((file, report) => {
      if (roomOf(file) !== "protocol") return {};
      const found = (node: Deno.lint.Node) =>
        report(node, "protocol/ is pure, with no Deno, timers or console: take it as a parameter");
      return Object.fromEntries(IMPURE.map((selector) => [selector, found]));
    }),
    "exit-in-main": rule((file, report) => {
      // a helper program of the tests is its own main
      if (["main.ts", "tests"].includes(roomOf(file))) return {};
      return {
        "MemberExpression[object.name=/^(Deno|process)$/][property.name=exit]"(node) {
          report(node, "Only main.ts exits: throw, or return a code");
        },
      };
    }),
  },
} satisfies Deno.lint.Plugin;
