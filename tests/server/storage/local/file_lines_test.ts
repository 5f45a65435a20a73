import { assertEquals } from "@std/assert";
import fc from "../../../support/fast_check.ts";
import { SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import {
  type Line,
  linesBackward,
  linesForward,
} from "../../../../server/storage/local/file_lines.ts";
import { tempFolder } from "./support.ts";

async function collect(path: string, end: number, windowBytes: number): Promise<Line[]> {
  using file = (await SYSTEM_DISK.read(path))!;
  const lines: Line[] = [];
  for await (const window of linesBackward(file, end, windowBytes)) lines.push(...window);
  return lines;
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("linesBackward yields every line with its place, for every window that holds one", async () => {
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

Deno.test("linesBackward yields the head of a line that no window holds, and goes on before it", async () => {
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

Deno.test("linesBackward looks only at what stands before the end it is given", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/x`;
  await Deno.writeTextFile(path, "ab\ncd\nef\n");
  assertEquals((await collect(path, 5, 100)).map(({ bytes }) => text(bytes)), ["cd", "ab\n"]);
  assertEquals(await collect(path, 0, 100), []);
});

Deno.test("linesForward yields every whole line from any byte on, whatever the window", async () => {
  await using folder = await tempFolder();
  const text = "a\nbcd\n\nefgh\ni\njk";
  await Deno.writeTextFile(`${folder.path}/f`, text);
  using file = (await SYSTEM_DISK.read(`${folder.path}/f`))!;
  const begins = [...text.matchAll(/[^\n]*\n/g)].map(({ index, 0: line }) => ({ index, line }));
  for (let start = 0; start <= text.length; start++) {
    for (let end = 0; end <= text.length; end++) {
      for (const window of [6, 7, 100]) {
        const lines: string[] = [];
        for await (const some of linesForward(file, start, end, window)) {
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

Deno.test("linesForward passes over a line that is longer than a window", async () => {
  await using folder = await tempFolder();
  await Deno.writeTextFile(`${folder.path}/f`, `a\n${"x".repeat(50)}\nb\n`);
  using file = (await SYSTEM_DISK.read(`${folder.path}/f`))!;
  const offsets: number[] = [];
  for await (const lines of linesForward(file, 0, 55, 8)) {
    offsets.push(...lines.map(({ offset }) => offset));
  }
  assertEquals(offsets, [0, 53]);
});

Deno.test("ReadFile.read returns what is there when the file ends before", async () => {
  await using folder = await tempFolder();
  await Deno.writeTextFile(`${folder.path}/x`, "abcdef");
  using file = (await SYSTEM_DISK.read(`${folder.path}/x`))!;
  assertEquals(text(await file.read(1, 3)), "bcd");
  assertEquals(text(await file.read(4, 100)), "ef");
  assertEquals(text(await file.read(9, 1)), "");
});
