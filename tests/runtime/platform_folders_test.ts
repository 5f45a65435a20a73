import { assertEquals } from "@std/assert";
import { folderFor } from "../../runtime/platform_folders.ts";

/** The folders for the cache, the state and the data, on `os` in this environment. */
function folders(os: string, variables: Record<string, string>) {
  const env = (name: string) => variables[name];
  return (["cache", "state", "data"] as const).map((purpose) => folderFor(purpose, { os, env }));
}

Deno.test("folderFor follows the XDG Base Directory Specification", () => {
  const usual = [
    "/home/ann/.cache/chat",
    "/home/ann/.local/state/chat",
    "/home/ann/.local/share/chat",
  ];
  const HOME = "/home/ann";
  assertEquals(folders("linux", { HOME }), usual);
  const set = { XDG_CACHE_HOME: "/c", XDG_STATE_HOME: "/s", XDG_DATA_HOME: "/d" };
  assertEquals(folders("freebsd", set), ["/c/chat", "/s/chat", "/d/chat"]);
  assertEquals(folders("linux", { HOME, ...set }), ["/c/chat", "/s/chat", "/d/chat"]);
  // empty is unset, and a relative path is to be ignored
  for (const odd of ["", "x", "./x"]) {
    const set = { XDG_CACHE_HOME: odd, XDG_STATE_HOME: odd, XDG_DATA_HOME: odd };
    assertEquals(folders("linux", { HOME, ...set }), usual);
  }
});

Deno.test("folderFor is where macOS and Windows keep such files", () => {
  assertEquals(folders("darwin", { HOME: "/Users/ann" }), [
    "/Users/ann/Library/Caches/chat",
    "/Users/ann/Library/Application Support/chat",
    "/Users/ann/Library/Application Support/chat",
  ]);
  assertEquals(folders("windows", { LOCALAPPDATA: "C:\\L" }), [
    "C:\\L\\chat\\Cache",
    "C:\\L\\chat",
    "C:\\L\\chat",
  ]);
  assertEquals(folders("windows", { USERPROFILE: "C:\\U", LOCALAPPDATA: "" }), [
    "C:\\U\\AppData\\Local\\chat\\Cache",
    "C:\\U\\AppData\\Local\\chat",
    "C:\\U\\AppData\\Local\\chat",
  ]);
});

Deno.test("folderFor knows no folder without a home", () => {
  for (const os of ["linux", "darwin", "windows"]) {
    for (const variables of [{}, { HOME: "", USERPROFILE: "" }]) {
      assertEquals(folders(os, variables), [undefined, undefined, undefined]);
    }
  }
});
