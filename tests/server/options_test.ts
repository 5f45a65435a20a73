import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseCommandLine } from "../../cli/option_kinds.ts";
import { CLUSTER, KEEP_WANTED, parseKeep, SERVE } from "../../server/options.ts";

Deno.test("parseKeep reads an age in days or hours, in milliseconds", () => {
  assertEquals(parseKeep("90d"), { ms: 90 * 86_400_000 });
  assertEquals(parseKeep("12h"), { ms: 12 * 3_600_000 });
});

Deno.test("parseKeep reads a size in MiB or GiB, in bytes", () => {
  assertEquals(parseKeep("500MiB"), { bytes: 500 * 1_048_576 });
  assertEquals(parseKeep("10GiB"), { bytes: 10 * 1_073_741_824 });
});

Deno.test("parseKeep takes what it says is wanted, and nothing else", () => {
  for (const wanted of KEEP_WANTED.split(", ")) assertEquals(parseKeep(wanted) !== undefined, true);
  for (const bad of ["", "0d", "90", "d", "-1d", "1.5GiB", "10GB", "1000000d", "90 d"]) {
    assertEquals(parseKeep(bad), undefined, bad);
  }
});

Deno.test("--keep without a unit is told what it takes", async () => {
  const parsed = await parseCommandLine(SERVE, ["--keep", "5"], "en");
  assert(parsed.kind === "error");
  const wanted = "an age or a size such as 90d, 12h, 500MiB, 10GiB";
  assertEquals(parsed.message, `Cannot use --keep 5: expected ${wanted}`);
});

Deno.test("A password in the URL of a cluster is refused, and not printed back", async () => {
  const url = "postgres://u:secret@db1/chat";
  for (const language of ["en", "ru"] as const) {
    const refused = [
      await parseCommandLine(SERVE, ["--cluster", url], language),
      await parseCommandLine(SERVE, [], language, {
        env: (name) => name === "CHAT_CLUSTER" ? url : undefined,
        settings: () => Promise.resolve(undefined),
      }),
      await parseCommandLine(SERVE, [], language, {
        env: () => undefined,
        settings: () =>
          Promise.resolve({ path: "chat.json", text: JSON.stringify({ serve: { cluster: url } }) }),
      }),
      await parseCommandLine(CLUSTER, ["check", url], language),
    ];
    for (const parsed of refused) {
      assert(parsed.kind === "error");
      assert(!parsed.message.includes("secret"), parsed.message);
      assertStringIncludes(parsed.message, "postgres://u:***@db1/chat");
      assertStringIncludes(parsed.message, "--cluster-password-file");
    }
  }
});
