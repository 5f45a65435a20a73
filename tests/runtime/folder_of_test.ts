import { assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import { posix, win32 } from "node:path";
import { folderOf } from "../../runtime/folder_of.ts";

Deno.test("folderOf is the folder that a file is in", () => {
  const table: [path: string, folder: string][] = [
    ["/a/b", "/a/"],
    ["/b", "/"],
    ["a/b", "a/"],
    ["b", "."],
    ["/a\n/b", "/a\n/"],
    ["a\\b", "."],
  ];
  for (const [path, folder] of table) assertEquals(folderOf(path, "linux"), folder, path);
  assertEquals(folderOf("C:\\a\\b", "windows"), "C:\\a\\");
  assertEquals(folderOf("C:\\b", "windows"), "C:\\");
  assertEquals(folderOf("C:/a\\b/c", "windows"), "C:/a\\b/");
});

const name = fc.stringMatching(/^[ab.\n]*[ab]$/);

for (const [os, { dirname, relative }] of [["linux", posix], ["windows", win32]] as const) {
  Deno.test(`folderOf means the folder that node:path means, on ${os}`, () => {
    const separator = fc.constantFrom("/", os === "windows" ? "\\" : "//");
    const path = fc.tuple(
      fc.constantFrom("", os === "windows" ? "C:\\" : "/"),
      fc.array(fc.tuple(name, separator).map((parts) => parts.join(""))),
      name,
    ).map(([root, folders, file]) => `${root}${folders.join("")}${file}`);
    fc.assert(fc.property(path, (path) => {
      assertEquals(relative(folderOf(path, os), dirname(path)), "");
    }));
  });
}
