import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Line, linesBack, readAt } from "../../../../server/storage/local/lines_back.ts";
import { tempFolder } from "./support.ts";

async function collect(path: string, end: number, windowBytes: number): Promise<Line[]> {
  using file = await Deno.open(path, { read: true });
  const lines: Line[] = [];
  for await (const window of linesBack(file, end, windowBytes)) lines.push(...window);
  return lines;
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("linesBack yields every line with its place, for every window that holds one", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/x`;
  const line = fc.string({ unit: fc.constantFrom("a", "b", "Ж"), maxLength: 9 });
  await fc.assert(fc.asyncProperty(fc.array(line), fc.nat(9), line, async (lines, more, rest) => {
    const content = lines.map((line) => `${line}\n`).join("") + rest;
    await Deno.writeTextFile(path, content);
    const bytes = new TextEncoder().encode(content);
    const longest = Math.max(0, ...content.split("\n").map((line) => line.length * 2));
    const found = await collect(path, bytes.length, longest + 2 + more);
    assertEquals(found.map(({ bytes }) => text(bytes)).reverse().join(""), content);
    for (const { offset, bytes: line } of found) {
      assertEquals(text(bytes.subarray(offset, offset + line.length)), text(line));
      assertEquals(offset === 0 || bytes[offset - 1] === 10, true);
    }
  }));
});

Deno.test("linesBack yields the head of a line that no window holds, and goes on before it", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/x`;
  for (let length = 0; length < 60; length++) {
    await Deno.writeTextFile(path, `ab\ncd\n${"x".repeat(length)}\nef\n`);
    const found = await collect(path, length + 10, 10);
    const heads = found.map(({ offset, bytes }) => [offset, text(bytes).replace(/x+/, "x")]);
    const whole = found.find(({ offset }) => offset === 6)!;
    assertEquals(text(whole.bytes).endsWith("\n"), length <= 8, `${length}`);
    assertEquals(heads.filter(([offset]) => offset !== 6), [
      [length + 7, "ef\n"],
      [3, "cd\n"],
      [0, "ab\n"],
    ]);
  }
});

Deno.test("linesBack looks only at what stands before the end it is given", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/x`;
  await Deno.writeTextFile(path, "ab\ncd\nef\n");
  assertEquals((await collect(path, 5, 100)).map(({ bytes }) => text(bytes)), ["cd", "ab\n"]);
  assertEquals(await collect(path, 0, 100), []);
});

Deno.test("readAt returns what is there when the file ends before", async () => {
  await using folder = await tempFolder();
  await Deno.writeTextFile(`${folder.path}/x`, "abcdef");
  using file = await Deno.open(`${folder.path}/x`, { read: true });
  assertEquals(text(await readAt(file, 1, 3)), "bcd");
  assertEquals(text(await readAt(file, 4, 100)), "ef");
  assertEquals(text(await readAt(file, 9, 1)), "");
});
