import { assertEquals, assertRejects } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { decodeLine, LineInput } from "../../../client/stdio/line_input.ts";
import { settled } from "../../support/virtual_clock.ts";

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks);
}

Deno.test("LineInput reads lines wherever the input is cut, the last without its line end", async () => {
  const bytes = new TextEncoder().encode("one\r\nдва 👋\n\nlast");
  await fc.assert(fc.asyncProperty(
    fc.array(fc.nat({ max: bytes.length }), { maxLength: 8 }),
    async (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const chunks = at.slice(1).map((end, i) => bytes.slice(at[i], end));
      const seen: [string | undefined, number][] = [];
      await new LineInput(streamOf(chunks)).read((line, number) =>
        void seen.push([line && decodeLine(line), number])
      );
      assertEquals(seen, [["one", 1], ["два 👋", 2], ["", 3], ["last", 4]]);
    },
  ));
});

Deno.test("LineInput tells of a line that is too long, and keeps none of it", async () => {
  const seen: (string | undefined)[] = [];
  const chunk = new TextEncoder().encode("x".repeat(10_000));
  const end = new TextEncoder().encode("\nshort\n");
  await new LineInput(streamOf([chunk, chunk, end])).read((line) =>
    void seen.push(line && decodeLine(line))
  );
  assertEquals(seen, [undefined, "short"]);
});

Deno.test("LineInput waits until a line is done with", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const seen: (string | undefined)[] = [];
  const done = new LineInput(streamOf([new TextEncoder().encode("a\nb\n")])).read((line) => {
    seen.push(line && decodeLine(line));
    return promise;
  });
  await settled();
  assertEquals(seen, ["a"]);
  resolve();
  await done;
  assertEquals(seen, ["a", "b"]);
});

Deno.test("LineInput hands on what came before the input broke off, and says why it did", async () => {
  const chunks = [new TextEncoder().encode("one\ntwo")];
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks.pop();
      if (chunk === undefined) controller.error(new Error("gone"));
      else controller.enqueue(chunk);
    },
  });
  const seen: (string | undefined)[] = [];
  const read = () => new LineInput(broken).read((line) => void seen.push(line && decodeLine(line)));
  await assertRejects(read, Error, "gone");
  assertEquals(seen, ["one", "two"]);
});

Deno.test("LineInput ends when it is cancelled", async () => {
  const input = new LineInput(new ReadableStream<Uint8Array>());
  const done = input.read(() => {});
  await input.cancel();
  await done;
});

Deno.test("decodeLine gives the text of UTF-8, and none of other encodings", () => {
  const decode = (...bytes: number[]) => decodeLine(Uint8Array.from(bytes));
  assertEquals(decodeLine(new TextEncoder().encode("привет \ufffd")), "привет \ufffd");
  assertEquals(decode(), "");
  assertEquals(decode(0xcf, 0xf0, 0xe8), undefined, "CP1251");
  assertEquals(decode(0x61, 0xff), undefined);
  assertEquals(decode(0xe2, 0x82), undefined, "a letter that is cut");
  assertEquals(decode(0x61, 0), undefined, "UTF-16");
});
