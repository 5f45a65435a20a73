import { assertEquals, assertRejects } from "@std/assert";
import { MAX_PRIVATE_FILE_BYTES } from "../../../server/limits.ts";
import { tempFolder } from "../../e2e/support/temp.ts";
import { AccessError } from "../../../server/access/access_error.ts";
import { passwordOf } from "../../../server/access/password.ts";

const FLAGS = {
  host: "127.0.0.1",
  tls: false,
  cert: undefined,
  key: undefined,
  "password-file": undefined,
};
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
  await assertRejects(of, AccessError, "it is longer than 1048576 bytes");
});

Deno.test("passwordOf says what is wrong with a password: code and data", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/password`;
  const of = (more: { readonly host?: string }, env = NO_ENV) =>
    passwordOf({ ...FLAGS, "password-file": path, ...more }, env, () => {});
  const cases: [content: string, code: string][] = [
    ["", "password_empty"],
    ["\nsecond line", "password_empty"],
    ["o\0p\0e\0n\0", "password_unreadable"],
  ];
  for (const [content, code] of cases) {
    await Deno.writeTextFile(path, content);
    const error = await assertRejects(() => of({}), AccessError);
    assertEquals([error.code, error.data], [code, { path }]);
  }
  await Deno.writeTextFile(path, "\ufeffsesame\r\n");
  assertEquals(await of({}), "sesame");
  const exposed = await assertRejects(() => of({ host: "0.0.0.0" }), AccessError);
  assertEquals([exposed.code, exposed.data], ["password_exposed", { host: "0.0.0.0" }]);
});
