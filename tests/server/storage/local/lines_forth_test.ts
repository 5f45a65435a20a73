import { assertEquals } from "@std/assert";
import { linesForth } from "../../../../server/storage/local/lines_forth.ts";
import { tempFolder } from "./support.ts";

Deno.test("linesForth yields every whole line from any byte on, whatever the window", async () => {
  await using folder = await tempFolder();
  const text = "a\nbcd\n\nefgh\ni\njk";
  await Deno.writeTextFile(`${folder.path}/f`, text);
  using file = await Deno.open(`${folder.path}/f`);
  const begins = [...text.matchAll(/[^\n]*\n/g)].map(({ index, 0: line }) => ({ index, line }));
  for (let start = 0; start <= text.length; start++) {
    for (let end = 0; end <= text.length; end++) {
      for (const window of [6, 7, 100]) {
        const lines: string[] = [];
        for await (const some of linesForth(file, start, end, window)) {
          lines.push(...some.map(({ bytes }) => new TextDecoder().decode(bytes)));
        }
        const wanted = begins.filter(({ index, line }) =>
          index >= start && index + line.length <= end
        );
        assertEquals(lines, wanted.map(({ line }) => line), `${start} to ${end} by ${window}`);
      }
    }
  }
});

Deno.test("linesForth passes over a line that is longer than a window", async () => {
  await using folder = await tempFolder();
  await Deno.writeTextFile(`${folder.path}/f`, `a\n${"x".repeat(50)}\nb\n`);
  using file = await Deno.open(`${folder.path}/f`);
  const offsets: number[] = [];
  for await (const lines of linesForth(file, 0, 55, 8)) {
    offsets.push(...lines.map(({ offset }) => offset));
  }
  assertEquals(offsets, [0, 53]);
});
