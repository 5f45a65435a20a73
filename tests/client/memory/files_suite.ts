/** What all {@linkcode Files} must do: one suite, run on each implementation. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Files } from "../../../client/memory/files.ts";
import { FileError } from "../../../runtime/private_file.ts";

/** Files, and a folder of theirs that need not exist. */
export interface FilesPlace extends AsyncDisposable {
  readonly files: Files;
  readonly folder: string;
}

/** Registers the suite for the files that `place` makes. */
export function filesSuite(name: string, place: () => Promise<FilesPlace>): void {
  const test = (behaviour: string, run: (files: Files, folder: string) => Promise<void>) =>
    Deno.test(`${name} ${behaviour}`, async () => {
      await using t = await place();
      await run(t.files, t.folder);
    });

  test("has no text where there is no file", async (files, folder) => {
    assertEquals(await files.read(`${folder}/none`, 100), undefined);
  });

  test("reads what it wrote, in a folder that was not there", async (files, folder) => {
    await files.replace(`${folder}/a/b/file`, "привет 👋\n");
    assertEquals(await files.read(`${folder}/a/b/file`, 100), "привет 👋\n");
  });

  test("replaces a file as a whole, and no other file", async (files, folder) => {
    await files.replace(`${folder}/one`, "a long text");
    await files.replace(`${folder}/two`, "two");
    await files.replace(`${folder}/one`, "short");
    assertEquals(await files.read(`${folder}/one`, 100), "short");
    assertEquals(await files.read(`${folder}/two`, 100), "two");
  });

  test("reads as many bytes as it may, and refuses one more", async (files, folder) => {
    await files.replace(`${folder}/file`, "жжж");
    assertEquals(await files.read(`${folder}/file`, 6), "жжж");
    await assertRejects(() => files.read(`${folder}/file`, 5), FileError);
  });

  test("renames a file", async (files, folder) => {
    await files.replace(`${folder}/one`, "x");
    await files.rename(`${folder}/one`, `${folder}/two`);
    assertEquals(await files.read(`${folder}/one`, 100), undefined);
    assertEquals(await files.read(`${folder}/two`, 100), "x");
    await assertRejects(() => files.rename(`${folder}/one`, `${folder}/two`), Deno.errors.NotFound);
  });

  test("removes a file, and does nothing where there is none", async (files, folder) => {
    await files.replace(`${folder}/file`, "x");
    await files.remove(`${folder}/file`);
    await files.remove(`${folder}/file`);
    assertEquals(await files.read(`${folder}/file`, 100), undefined);
  });

  test("gives a lock to one at a time, each path its own", async (files, folder) => {
    const unlock = await files.lock(`${folder}/a/lock`);
    assert(unlock !== undefined);
    assertEquals(await files.lock(`${folder}/a/lock`), undefined);
    const other = await files.lock(`${folder}/a/other`);
    assert(other !== undefined);
    unlock();
    const again = await files.lock(`${folder}/a/lock`);
    assert(again !== undefined);
    again();
    other();
  });
}
