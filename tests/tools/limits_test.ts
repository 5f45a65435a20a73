/** Each bound stands under a head that names the files which use it, so that it can be found from there. */

import { assert, assertEquals } from "@std/assert";
import { ROOT } from "../support/command.ts";

/** The bounds below one head. */
interface Section {
  readonly concern: string;
  readonly files: readonly string[];
  readonly names: readonly string[];
}

/** The sections of a file of bounds: a line of comment for the concern, one for the files, the bounds. */
function sectionsOf(text: string): Section[] {
  return text.split(/^(?=\/\/ .*\n\/\/ )/m).map((part) => {
    const [, concern = "", files = ""] = /^\/\/ (.*)\n\/\/ (.*)\n/.exec(part) ?? [];
    const names = [...part.matchAll(/^export const (\w+)/gm)].map(([, name]) => name!);
    return { concern, files: files.split(", ").filter(Boolean), names };
  });
}

/** The source of a file, or of all files in a folder. */
function sourceOf(path: string): string {
  if (!path.endsWith("/")) return Deno.readTextFileSync(path);
  return [...Deno.readDirSync(path)].map(({ name }) => Deno.readTextFileSync(path + name)).join("");
}

const uses = (source: string, name: string) => new RegExp(`\\b${name}\\b`).test(source);

Deno.test("sectionsOf takes a head of two lines, and shows bounds that stand under none", () => {
  const text =
    "export const A = 1;\n\n// reading\n// a.ts, b/\n\n// a remark\nexport const B = 2;\n";
  assertEquals(sectionsOf(text), [
    { concern: "", files: [], names: ["A"] },
    { concern: "reading", files: ["a.ts", "b/"], names: ["B"] },
  ]);
});

for (const folder of ["server/", "server/dialects/irc/", "client/"]) {
  const [before, ...sections] = sectionsOf(Deno.readTextFileSync(`${ROOT}${folder}limits.ts`));

  Deno.test(`${folder}limits.ts has no bound without a head, and no head twice`, () => {
    assert(sections.length > 5);
    assertEquals(before?.names, []);
    const concerns = sections.map(({ concern }) => concern);
    assertEquals(concerns, [...new Set(concerns)]);
  });

  Deno.test(`${folder}limits.ts names files that use the bounds below: each file one, each bound a file`, () => {
    for (const { concern, files, names } of sections) {
      const sources = files.map((file) => sourceOf(`${ROOT}${folder}${file}`));
      const unused = names.filter((name) => !sources.some((source) => uses(source, name)));
      assertEquals(unused, [], `${concern}: no file of ${files.join(", ")} uses them`);
      const without = files.filter((_, i) => !names.some((name) => uses(sources[i]!, name)));
      assertEquals(without, [], `${concern}: these files use none of the bounds`);
    }
  });
}
