/**
 * A `deno lint` plugin. Imports go one way, on two levels of folders. Pure code stays pure. Only tests
 * import tests, and only main.ts exits.
 *
 * A plugin sees one file at a time, so it cannot see a cycle: tests/tools/lint_test.ts looks for cycles.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import { ALSO, LAYERS, NEVER, PURE_PACKAGES, TOP } from "./layers.ts";

/** Selectors for what protocol/ must not use: the system, the console, timers. */
const IMPURE = [
  "MemberExpression[object.name=/^(Deno|process|console|globalThis)$/]",
  "TSQualifiedName[left.name=Deno]",
  "CallExpression[callee.name=/^(set|clear)(Timeout|Interval|Immediate)$/]",
];

const ROOT = new URL("../..", import.meta.url).href;
const TABLES = "tools/lint/layers.ts";

/** The path of a module in the project, with slashes; for any other module its URL. */
function pathOf(url: URL): string {
  return url.href.startsWith(ROOT) ? url.href.slice(ROOT.length) : url.href;
}

/** The first `depth` parts of a path: the folder or the file at that level. */
function partOf(path: string, depth: number): string {
  return path.split("/", depth).join("/");
}

/** Why this file may not import this specifier; `undefined` where it may. */
function objection(file: URL, specifier: string): string | undefined {
  const from = pathOf(file);
  const top = partOf(from, 1);
  const allowed = TOP[top];
  if (!allowed) return `${top} has no place in the one-way flow: give it one in ${TABLES}`;
  if (!/^(\.{0,2}\/|file:)/.test(specifier)) {
    if (top !== "protocol" || PURE_PACKAGES.includes(specifier)) return undefined;
    return `protocol/ is pure: it may use ${PURE_PACKAGES}, not ${specifier}`;
  }
  const to = pathOf(new URL(specifier, file));
  const target = partOf(to, 1);
  if (target !== top) {
    if (!allowed.includes(target)) {
      return `${top} must not import ${target}, only ${allowed.join(", ") || "itself"}`;
    }
    return forbidden(top, to);
  }
  return LAYERS[top] && within(top, LAYERS[top], from, to);
}

/** The same for two files in one folder that has layers. */
function within(
  top: string,
  layers: readonly (readonly string[])[],
  from: string,
  to: string,
): string | undefined {
  const [own, other] = [from, to].map((path) => partOf(path, 2));
  if (own === other) return undefined;
  const layerOf = (place: string) =>
    layers.findIndex((l) => l.includes(place.slice(top.length + 1)));
  for (const place of [own!, other!]) {
    if (layerOf(place) < 0) return `${place} has no layer in ${top}/: give it one in ${TABLES}`;
  }
  if (ALSO[own!]?.includes(to)) return undefined;
  if (layerOf(own!) >= layerOf(other!)) {
    return `${own} must not import ${other}, which stands beside or above it`;
  }
  return forbidden(own!, to);
}

function forbidden(from: string, to: string): string | undefined {
  const never = NEVER[from]?.find((path) => to === path || to.startsWith(`${path}/`));
  return never && `${from} must not import ${never}`;
}

/** A visitor that calls `found` for each import, re-export, `import()` and `import("…").Type`. */
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
      if (!pathOf(file).startsWith("protocol/")) return {};
      const found = (node: Deno.lint.Node) =>
        report(node, "protocol/ is pure, without Deno, timers or console: take it as a parameter");
      return Object.fromEntries(IMPURE.map((selector) => [selector, found]));
    }),
    "exit-in-main": rule((file, report) => {
      // each helper program of the tests has a main of its own
      if (["main.ts", "tests"].includes(partOf(pathOf(file), 1))) return {};
      return {
        "MemberExpression[object.name=/^(Deno|process)$/][property.name=exit]"(node) {
          report(node, "Only main.ts exits: throw, or return a code");
        },
      };
    }),
  },
} satisfies Deno.lint.Plugin;
