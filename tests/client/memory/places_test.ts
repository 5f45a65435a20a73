import { assertEquals } from "@std/assert";
import { folderFor, folderOf, pathIn, serverFileName } from "../../../client/memory/places.ts";

function folder(os: string, set: Record<string, string>) {
  const env = (name: string) => set[name];
  return [folderFor("cache", { os, env }), folderFor("state", { os, env })];
}

Deno.test("folderFor follows the conventions of each system", () => {
  assertEquals(folder("linux", { HOME: "/home/ann" }), [
    "/home/ann/.cache/chat",
    "/home/ann/.local/state/chat",
  ]);
  assertEquals(folder("linux", { HOME: "/h", XDG_CACHE_HOME: "/c", XDG_STATE_HOME: "/s" }), [
    "/c/chat",
    "/s/chat",
  ]);
  assertEquals(folder("darwin", { HOME: "/Users/ann" }), [
    "/Users/ann/Library/Caches/chat",
    "/Users/ann/Library/Application Support/chat",
  ]);
  assertEquals(folder("windows", { LOCALAPPDATA: "C:\\L" }), [
    "C:\\L\\chat\\MessageCache",
    "C:\\L\\chat",
  ]);
  assertEquals(folder("windows", { USERPROFILE: "C:\\U" }), [
    "C:\\U\\AppData\\Local\\chat\\MessageCache",
    "C:\\U\\AppData\\Local\\chat",
  ]);
});

Deno.test("folderFor ignores relative paths and knows no place without a home", () => {
  assertEquals(folder("linux", { HOME: "/h", XDG_CACHE_HOME: "c", XDG_STATE_HOME: "" }), [
    "/h/.cache/chat",
    "/h/.local/state/chat",
  ]);
  assertEquals(folder("linux", {}), [undefined, undefined]);
  assertEquals(folder("windows", {}), [undefined, undefined]);
});

Deno.test("serverFileName is safe on every system", () => {
  assertEquals(serverFileName("10.0.0.1", 65432, "txt"), "10.0.0.1_65432.txt");
  assertEquals(serverFileName("FE80::1%eth0", 1, "txt"), "fe80--1-eth0_1.txt");
  assertEquals(serverFileName("../../etc/passwd", 1, "txt"), "..-..-etc-passwd_1.txt");
  assertEquals(serverFileName("x".repeat(300), 1, "txt").length, 106);
});

Deno.test("pathIn joins in the manner of the system", () => {
  assertEquals(pathIn("/a", "b", "linux"), "/a/b");
  assertEquals(pathIn("C:\\a", "b", "windows"), "C:\\a\\b");
});

Deno.test("folderOf: the folder that a file is in", () => {
  assertEquals(folderOf("/a/b/c.txt"), "/a/b");
  assertEquals(folderOf("C:\\a\\c.txt"), "C:\\a");
  assertEquals(folderOf("c.txt"), ".");
  assertEquals(folderOf("./c.txt"), ".");
  assertEquals(folderOf("/c.txt"), "/");
});
