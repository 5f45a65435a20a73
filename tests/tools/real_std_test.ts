import { assertEquals, assertFalse } from "@std/assert";
import { tempFolder } from "../e2e/support/temp.ts";
import { LINKS } from "../support/links.ts";
import { needsPath } from "../support/missing.ts";
import { Process } from "../support/process.ts";
import { ROOT } from "../support/command.ts";
import { copyWithoutLinks, withoutLinks } from "../../tools/real_std.ts";

Deno.test("withoutLinks takes links and the lock away, and keeps the rest", () => {
  const kept = { version: "1.2.3", imports: { "@std/fs": "jsr:@std/fs@^1" } };
  const changed = withoutLinks(JSON.stringify({ ...kept, links: ["./std/fs"], lock: true }));
  assertEquals(JSON.parse(changed), { ...kept, lock: false, exclude: ["std"] });
});

Deno.test("links names the stand-ins and nothing else", () => {
  assertEquals(LINKS.filter((link) => !link.startsWith("./std/")), []);
});

Deno.test({
  ...needsPath(new URL("../../.git", import.meta.url)),
  name:
    "A copy without the stand-ins is a project that Deno takes, and wants @std from its registry",
  async fn() {
    await using folder = await tempFolder();
    await copyWithoutLinks(ROOT, folder.path);
    await using tasks = await Process.start([Deno.execPath(), "task"], { cwd: folder.path });
    const { code, stderr } = await tasks.ended;
    assertEquals(code, 0, stderr);
    // the registry itself may be out of reach: where it is asked for is all that can be known here
    const env = { JSR_URL: "http://127.0.0.1:9/" };
    await using check = await Process.start([Deno.execPath(), "check", "main.ts"], {
      cwd: folder.path,
      env,
    });
    const ended = await check.ended;
    assertEquals(ended.code, 1);
    const broken = /Unsupported|(?:Cannot|Unable to|Failed to) parse|config/i;
    assertFalse(broken.test(ended.stderr), ended.stderr);
    const wanted = ended.stderr.match(/127\.0\.0\.1:9\/@std\/\w+/g) ?? [];
    assertEquals(wanted.length > 0, true, ended.stderr);
  },
});
