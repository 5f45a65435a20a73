import { assertEquals, assertThrows } from "@std/assert";
import { dataFolder } from "../../runtime/platform_folders.ts";

/** The folder on `os` in this environment. */
function folder(os: typeof Deno.build.os, variables: Record<string, string>): string {
  return dataFolder(os, { get: (name) => variables[name] });
}

Deno.test("dataFolder follows the XDG Base Directory Specification on Linux", () => {
  const HOME = "/home/ann";
  assertEquals(folder("linux", { HOME }), "/home/ann/.local/share/chat");
  assertEquals(folder("linux", { HOME, XDG_DATA_HOME: "/data" }), "/data/chat");
  assertEquals(folder("freebsd", { XDG_DATA_HOME: "/data" }), "/data/chat");
  // empty is unset, and a relative path is to be ignored
  for (const XDG_DATA_HOME of ["", "data", "./data"]) {
    assertEquals(folder("linux", { HOME, XDG_DATA_HOME }), "/home/ann/.local/share/chat");
  }
});

Deno.test("dataFolder is where macOS and Windows keep such data", () => {
  assertEquals(
    folder("darwin", { HOME: "/Users/ann" }),
    "/Users/ann/Library/Application Support/chat",
  );
  const USERPROFILE = "C:\\Users\\ann";
  for (const LOCALAPPDATA of ["", "C:\\Users\\ann\\AppData\\Local"]) {
    assertEquals(
      folder("windows", { USERPROFILE, LOCALAPPDATA }),
      "C:\\Users\\ann\\AppData\\Local\\chat",
    );
  }
  assertEquals(folder("windows", { USERPROFILE }), "C:\\Users\\ann\\AppData\\Local\\chat");
});

Deno.test("dataFolder without a home says what to do", () => {
  for (const os of ["linux", "darwin", "windows"] as const) {
    for (const variables of [{}, { HOME: "", USERPROFILE: "" }]) {
      assertThrows(() => folder(os, variables), Error, "--data");
    }
  }
});
