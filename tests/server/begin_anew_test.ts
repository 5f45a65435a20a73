import { assertEquals } from "@std/assert";
import { canBeginAnew } from "../../server/begin_anew.ts";
import { SERVE, type ServeFlags } from "../../server/options.ts";
import { type StorageCode, StorageError } from "../../server/storage/backbone.ts";

const DEFAULTS = Object.fromEntries(
  Object.entries(SERVE.flags).map(([name, { fallback }]) => [name, fallback]),
) as ServeFlags;

function begins(code: StorageCode, flags: Partial<ServeFlags> = {}): Promise<boolean> {
  return canBeginAnew(new StorageError(code, {} as never), { ...DEFAULTS, ...flags });
}

Deno.test("canBeginAnew where another node would not end for the same reason", async () => {
  assertEquals([await begins("fenced"), await begins("astray")], [true, true]);
  assertEquals([await begins("folder_copied"), await begins("locked")], [false, false]);
});

Deno.test("canBeginAnew only where each file that it was given can be read again", async () => {
  const file = await Deno.makeTempFile({ prefix: "chat-anew-" });
  try {
    const options = [
      "cert",
      "key",
      "password-file",
      "oper-file",
      "cluster-password-file",
    ] as const;
    for (const option of options) {
      assertEquals(await begins("fenced", { [option]: file }), true, option);
      // no file, as a pipe is none
      assertEquals(await begins("fenced", { [option]: "/dev/null" }), false, option);
      assertEquals(await begins("fenced", { [option]: `${file}.gone` }), false, option);
    }
  } finally {
    await Deno.remove(file);
  }
});
