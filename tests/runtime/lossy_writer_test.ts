import { assertEquals } from "@std/assert";
import { LossyWriter } from "../../runtime/lossy_writer.ts";
import { settled, VirtualClock } from "../support/virtual_clock.ts";

/** A file that can be stuck, full or gone. */
class Output {
  readonly clock = new VirtualClock();
  readonly writer: LossyWriter;
  text = "";
  writes = 0;
  /** What each write fails with. */
  failure: Error | undefined;
  /** Bytes that fit before the failure. */
  room = 0;
  #stuck: PromiseWithResolvers<void> | undefined;

  constructor(maxWaitingBytes = 1_000) {
    this.writer = new LossyWriter({
      to: { write: (bytes) => this.#write(bytes) },
      clock: this.clock,
      dropped: (lines) => `${lines} dropped\n`,
      maxWaitingBytes,
    });
  }

  stick(): void {
    this.#stuck = Promise.withResolvers();
  }

  free(): void {
    this.#stuck?.resolve();
    this.#stuck = undefined;
  }

  async #write(bytes: Uint8Array): Promise<number> {
    this.writes++;
    await this.#stuck?.promise;
    const count = this.failure === undefined ? bytes.length : Math.min(this.room, bytes.length);
    if (this.failure !== undefined && count === 0) throw this.failure;
    this.room -= count;
    this.text += new TextDecoder().decode(bytes.subarray(0, count));
    return count;
  }
}

Deno.test("LossyWriter writes in order, and what one turn says in one write", async () => {
  const output = new Output();
  for (const line of ["one\n", "two\n", "three\n"]) output.writer.write(line);
  assertEquals(output.text, "", "not in the turn of its caller");
  await output.writer.drained();
  assertEquals([output.text, output.writes], ["one\ntwo\nthree\n", 1]);
});

Deno.test("LossyWriter drops what does not fit, and tells how much as soon as it can", async () => {
  const output = new Output(20);
  output.stick();
  output.writer.write("0123456789\n"); // 11 bytes, on their way
  await settled();
  output.writer.write("abcdefgh\n"); // 9 bytes: 20 wait
  output.writer.write("x\n");
  output.writer.write("y\nz\n");
  await settled();
  assertEquals(output.text, "");
  output.free();
  await output.writer.drained();
  assertEquals(output.text, "0123456789\nabcdefgh\n3 dropped\n");
  output.writer.write("well again\n");
  await output.writer.drained();
  assertEquals(output.text.split("\n").at(-2), "well again");
});

Deno.test("LossyWriter goes on after a failure, and counts the lines of it", async () => {
  const output = new Output();
  output.failure = new Error("No space left on device");
  for (let i = 0; i < 37; i++) {
    output.writer.write(`line ${i}\n`);
    if (i % 5 === 0) await output.writer.drained();
  }
  await output.writer.drained();
  assertEquals(output.text, "");
  output.failure = undefined;
  output.writer.write("well again\n");
  await output.writer.drained();
  assertEquals(output.text, "37 dropped\nwell again\n");
});

Deno.test("LossyWriter begins a new line behind one of which a part is lost", async () => {
  const output = new Output();
  output.failure = new Error("No space left on device");
  output.room = 6;
  output.writer.write("one\n");
  output.writer.write("two\n");
  await output.writer.drained();
  assertEquals(output.text, "one\ntw");
  output.failure = undefined;
  output.writer.write("three\n");
  await output.writer.drained();
  assertEquals(output.text, "one\ntw\n1 dropped\nthree\n");
});

Deno.test("LossyWriter adds nothing to a piece that is whole, though no line ends with it", async () => {
  const output = new Output();
  for (const piece of ["> ", "/who", "\n"]) {
    output.writer.write(piece);
    await output.writer.drained();
  }
  assertEquals(output.text, "> /who\n");
});

Deno.test("LossyWriter waits so long for its last words and no longer", async () => {
  const output = new Output();
  await output.writer.drained(50);
  output.stick();
  output.writer.write("last words\n");
  let drained = false;
  output.writer.drained(50).then(() => drained = true);
  await output.clock.advance(49);
  assertEquals(drained, false);
  await output.clock.advance(1);
  assertEquals(drained, true);
  output.free();
  await output.writer.drained();
  assertEquals([output.text, output.clock.pending], ["last words\n", 0]);
});
