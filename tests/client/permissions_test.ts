import { assertEquals } from "@std/assert";
import { parseCommandLine } from "../../cli/option_kinds.ts";
import { JOIN } from "../../client/options.ts";
import { clientPermissions } from "../../client/permissions.ts";

Deno.test("A client may connect to its server, and to those of the same cluster that are named", async () => {
  const parsed = await parseCommandLine(JOIN, ["h", "--nick", "a"], "en");
  if (parsed.kind !== "run") throw new Error(parsed.kind);
  const { flags, language } = parsed;
  const platform = { os: "linux", env: () => undefined } as const;
  const netOf = async (others?: { host: string; port: number }[]) =>
    (await clientPermissions({ server: { host: "h", port: 1, others }, flags, language }, platform))
      .net;
  assertEquals(await netOf(), ["h:1"]);
  assertEquals(await netOf([{ host: "::1", port: 2 }]), ["h:1", "[::1]:2"]);
});
