/**
 * What the project relies on in `@std`: true of the real packages and of the stand-ins in std/.
 *
 * @module
 */
import {
  assert,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertNotMatch,
  assertNotStrictEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  fail,
  unreachable,
} from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";
import { ensureDir, exists } from "@std/fs";
import { TextLineStream, toText } from "@std/streams";

const holding: [name: string, check: () => void][] = [
  ["assert", () => assert(1)],
  ["assertFalse", () => assertFalse("")],
  ["assertExists", () => assertExists(0)],
  [
    "assertEquals",
    () => assertEquals({ a: [1, new Map([["k", NaN]])] }, { a: [1, new Map([["k", NaN]])] }),
  ],
  ["assertNotEquals", () => assertNotEquals([1], [2])],
  ["assertStrictEquals", () => assertStrictEquals(NaN, NaN)],
  ["assertNotStrictEquals", () => assertNotStrictEquals([1], [1])],
  ["assertMatch", () => assertMatch("abc", /b/)],
  ["assertNotMatch", () => assertNotMatch("abc", /d/)],
  ["assertStringIncludes", () => assertStringIncludes("abc", "b")],
  ["assertArrayIncludes", () => assertArrayIncludes([{ a: 1 }, 2, 3], [3, { a: 1 }])],
  ["assertGreater", () => assertGreater(2, 1)],
  ["assertGreaterOrEqual", () => assertGreaterOrEqual(2, 2)],
  ["assertLess", () => assertLess(1, 2)],
  ["assertLessOrEqual", () => assertLessOrEqual(2, 2)],
  ["assertInstanceOf", () => assertInstanceOf(new RangeError(), Error)],
  ["assertThrows", () => assertThrows(() => fail())],
];

for (const [name, check] of holding) Deno.test(`${name} accepts what holds`, check);

const failing: [name: string, check: () => void][] = [
  ["assert", () => assert(0, "why")],
  ["assertFalse", () => assertFalse(1, "why")],
  ["assertExists", () => assertExists(null, "why")],
  ["assertEquals", () => assertEquals({ a: undefined }, {}, "why")],
  ["assertNotEquals", () => assertNotEquals([1], [1], "why")],
  ["assertStrictEquals", () => assertStrictEquals([1], [1], "why")],
  ["assertNotStrictEquals", () => assertNotStrictEquals(1, 1, "why")],
  ["assertMatch", () => assertMatch("abc", /d/, "why")],
  ["assertNotMatch", () => assertNotMatch("abc", /b/, "why")],
  ["assertStringIncludes", () => assertStringIncludes("abc", "d", "why")],
  ["assertArrayIncludes", () => assertArrayIncludes([1], [2], "why")],
  ["assertGreater", () => assertGreater(1, 1, "why")],
  ["assertGreaterOrEqual", () => assertGreaterOrEqual(1, 2, "why")],
  ["assertLess", () => assertLess(1, 1, "why")],
  ["assertLessOrEqual", () => assertLessOrEqual(2, 1, "why")],
  ["assertInstanceOf", () => assertInstanceOf(new Error(), RangeError, "why")],
  ["assertThrows", () => assertThrows(() => 1, "why")],
  ["assertThrows of a class", () => assertThrows(() => fail(), RangeError, "", "why")],
  ["assertThrows of a text", () => assertThrows(() => fail(), Error, "other", "why")],
  ["fail", () => fail("why")],
  ["unreachable", () => unreachable("why")],
];

for (const [name, check] of failing) {
  Deno.test(`${name} refuses what does not hold, and says why`, () => {
    const error = assertThrows(check, AssertionError, "why");
    assert(error instanceof Error);
  });
}

Deno.test("assertThrows and assertRejects hand back the very error", async () => {
  const error = new RangeError("too far");
  const thrower = () => {
    throw error;
  };
  assertStrictEquals(assertThrows(thrower), error);
  assertStrictEquals(assertThrows(thrower, RangeError, "far"), error);
  assertStrictEquals(await assertRejects(() => Promise.reject(error), RangeError, "far"), error);
});

Deno.test("assertRejects refuses a promise that is kept, and a throw before there is one", async () => {
  await assertRejects(() => assertRejects(() => Promise.resolve()), AssertionError);
  const throws = () => assertRejects(() => fail("early"));
  await assertRejects(throws, AssertionError, "Function throws when expected to reject");
});

const OPTIONS = {
  string: ["_", "host", "keep", "cert"],
  boolean: ["help", "no-color", "bell", "tls"],
  collect: ["cert"],
  negatable: ["bell"],
  alias: { help: "h" },
  default: { bell: true, host: "::1" },
} as const;

const lines: [line: string, differing: Record<string, unknown>][] = [
  ["", {}],
  ["serve 65432", { _: ["serve", "65432"] }],
  ["--host=a=b -h", { host: "a=b", help: true, h: true }],
  ["--host a --host b", { host: "b" }],
  [`--host='a' "b"`, { host: "'a'", _: ['"b"'] }],
  [`--host "a" --keep='`, { host: '"a"', keep: "'" }],
  ["--host= x", { host: "", _: ["x"] }],
  ["--host --tls", { host: "", tls: true }],
  ["--host - x", { host: "", _: ["-", "x"] }],
  ["--cert a --cert=b", { cert: ["a", "b"] }],
  ["--no-bell --no-color", { bell: false, "no-color": true }],
  ["--tls false --bell=false", { tls: false, bell: false }],
  ["--tls= false", { tls: true, _: ["false"] }],
  ["--no-tls x", { "no-tls": "x" }],
  ["a -- --tls b", { _: ["a", "--tls", "b"] }],
];

for (const [line, differing] of lines) {
  Deno.test(`parseArgs reads ${JSON.stringify(line)}`, () => {
    const nothing = { _: [], host: "::1", cert: [], help: false, h: false, "no-color": false };
    const found = parseArgs(line.split(" ").filter(Boolean), OPTIONS as never);
    assertEquals(found, { ...nothing, bell: true, tls: false, ...differing });
  });
}

Deno.test("parseArgs asks `unknown` about every option that is none, and about every word", () => {
  const asked: string[] = [];
  const found = parseArgs(["--prot=1", "a", "--no-tls", "--host=", "-x"], {
    boolean: ["tls"],
    unknown: (arg) => {
      asked.push(arg);
      return !arg.startsWith("-");
    },
  });
  assertEquals(asked, ["--prot=1", "a", "--no-tls", "--host=", "-x"]);
  assertEquals(found, { _: ["a"], tls: false });
});

Deno.test("parseArgs: `--` apart", () => {
  const options = { boolean: ["tls"], "--": true } as const;
  const found = parseArgs(["--tls", "serve", "--", "x", "--tls"], options);
  assertEquals(found, { _: ["serve"], tls: true, "--": ["x", "--tls"] });
});

Deno.test("ensureDir makes a folder and its parents, twice too; exists sees what is there", async () => {
  const root = await Deno.makeTempDir();
  try {
    await ensureDir(`${root}/a/b`);
    await ensureDir(`${root}/a/b`);
    await Deno.writeTextFile(`${root}/file`, "");
    assertEquals(await exists(`${root}/a/b`), true);
    assertEquals(await exists(`${root}/a/b`, { isFile: true }), false);
    assertEquals(await exists(`${root}/file`, { isFile: true }), true);
    assertEquals(await exists(`${root}/none`), false);
    await assertRejects(() => ensureDir(`${root}/file`), Error);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("TextLineStream: the same lines wherever the text was cut", async () => {
  const text = "a\r\n\nżółw\r\rb\nend\r";
  for (let size = 1; size <= text.length; size++) {
    const pieces = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
    const stream = ReadableStream.from(pieces).pipeThrough(new TextLineStream());
    assertEquals(await Array.fromAsync(stream), ["a", "", "żółw\r\rb", "end\r"]);
  }
});

Deno.test("toText: strings, and bytes cut inside a letter", async () => {
  assertEquals(await toText(ReadableStream.from(["a", "ż"])), "aż");
  const bytes = [...new TextEncoder().encode("aż漢")].map((byte) => new Uint8Array([byte]));
  assertEquals(await toText(ReadableStream.from(bytes)), "aż漢");
});
