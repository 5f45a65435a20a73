import { assertEquals, assertRejects } from "@std/assert";
import { MAX_PRIVATE_FILE_BYTES } from "../../../server/limits.ts";
import { tempFolder } from "../../e2e/support/temp.ts";
import { AccessError, passwordOf } from "../../../server/access/access.ts";

const FLAGS = { host: "127.0.0.1", tls: false, cert: undefined, key: undefined };
const NO_ENV = { get: () => undefined };

Deno.test({
  name: "passwordOf warns when others than its owner can read the file",
  ignore: Deno.build.os === "windows", // which has no such modes
  async fn() {
    const path = await Deno.makeTempFile({ prefix: "chat-secret-" });
    await Deno.writeTextFile(path, "open sesame\n");
    const warnings: string[] = [];
    const warn = (event: string) => void warnings.push(event);
    for (const [mode, expected] of [[0o600, 0], [0o400, 0], [0o640, 1], [0o604, 2]] as const) {
      await Deno.chmod(path, mode);
      assertEquals(
        await passwordOf({ ...FLAGS, "password-file": path }, NO_ENV, warn),
        "open sesame",
      );
      assertEquals(warnings.length, expected, mode.toString(8));
    }
    await Deno.remove(path);
    await assertRejects(
      () => passwordOf({ ...FLAGS, "password-file": path }, NO_ENV, warn),
      AccessError,
      "there is no such file",
    );
  },
});

Deno.test("passwordOf takes a file of MAX_PRIVATE_FILE_BYTES, and none that is larger", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/password`;
  const of = () => passwordOf({ ...FLAGS, "password-file": path }, NO_ENV, () => {});
  await Deno.writeTextFile(path, "sesame\n".padEnd(MAX_PRIVATE_FILE_BYTES));
  assertEquals(await of(), "sesame");
  await Deno.writeTextFile(path, "sesame\n".padEnd(MAX_PRIVATE_FILE_BYTES + 1));
  await assertRejects(of, AccessError, "it has more than 1048576 bytes");
});
