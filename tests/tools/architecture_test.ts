/** ARCHITECTURE names every folder of the project, and every file of the server. */

import { assertEquals } from "@std/assert";
import { ROOT } from "../support/command.ts";

const page = await Deno.readTextFile(`${ROOT}docs/ARCHITECTURE.md`);

/** The paths below a folder whose names end so, in order; dependencies and output are left out. */
function pathsBelow(folder: string, ending: string): string[] {
  const skipped = ["node_modules", "dist", "coverage"];
  return [...Deno.readDirSync(`${ROOT}${folder}`)].flatMap(({ name, isDirectory }) => {
    if (name.startsWith(".") || skipped.includes(name)) return [];
    const path = `${folder}${name}${isDirectory ? "/" : ""}`;
    const own = path.endsWith(ending) ? [path] : [];
    return isDirectory ? [...own, ...pathsBelow(path, ending)] : own;
  }).sort();
}

/** The folders of the page's first block, whose indentation shows where each belongs. */
function foldersOf(text: string): string[] {
  const [, block = ""] = /^## The folders\n\n```\n([^]*?)^```/m.exec(text) ?? [];
  const above: string[] = [];
  return block.split("\n").flatMap((line) => {
    const [, indent = "", name] = /^( *)([\w.]+\/) /.exec(line) ?? [];
    if (name === undefined) return [];
    above.splice(indent.length / 2, Infinity, name);
    return [above.join("")];
  });
}

/** The files of the page's tables, each with the folder of its heading. */
function filesOf(text: string): string[] {
  return text.split(/^### /m).flatMap((section) => {
    const [, folder] = /^`(\S+\/)`\n/.exec(section) ?? [];
    if (folder === undefined) return [];
    const [own = ""] = section.split(/^## /m);
    return [...own.matchAll(/^\| `(\S+)`/gm)].map(([, file]) => `${folder}${file}`);
  });
}

Deno.test("ARCHITECTURE names the folders that there are, and no others", () => {
  const inside = ["tests/", "docs/"];
  const folders = pathsBelow("", "/").filter((path) =>
    !inside.some((folder) => path.startsWith(folder) && path !== folder)
  );
  assertEquals(foldersOf(page).sort(), folders);
});

Deno.test("ARCHITECTURE names the files of the server, each in the table of its folder", () => {
  assertEquals(filesOf(page).sort(), pathsBelow("server/", ".ts"));
});

Deno.test("Every file that ARCHITECTURE names with its folder is there", () => {
  const named = page.match(/`[a-z]+\/[\w/]+\.\w+`/g) ?? [];
  assertEquals(named.length > 20, true);
  for (const path of named) Deno.statSync(`${ROOT}${path.slice(1, -1)}`);
});
