import { assert, assertEquals } from "@std/assert";
import { MAX_FRAME_BYTES } from "../../../server/limits.ts";
import { FrameWriter } from "../../../server/web/frame_writer.ts";
import { TextFrames } from "../../../server/web/frames.ts";
import { settled } from "../../support/virtual_clock.ts";
import { bytesOf } from "../../support/web_frames.ts";
import { sentFrames } from "../fakes/web_socket.ts";
import { Writer } from "../fakes/writer.ts";

/** A frame writer over a peer in the test's hand. */
function setup({ fast = true, frames = new TextFrames() } = {}) {
  const peer = new Writer(fast);
  return { peer, writer: new FrameWriter(peer, frames), sent: () => sentFrames(peer.bytes) };
}

/** Writes all of it, as an outlet does; the counts that were told. */
async function writeAll(writer: FrameWriter, lines: Uint8Array): Promise<number[]> {
  const counts: number[] = [];
  for (let rest = lines; rest.length > 0;) {
    const count = await writer.write(rest);
    assert(count > 0 && count <= rest.length, `${count} of ${rest.length}`);
    counts.push(count);
    rest = rest.subarray(count);
  }
  return counts;
}

const ping = (writer: FrameWriter, content: string) => writer.pong(bytesOf(content));

Deno.test("FrameWriter writes one frame for each write, and shares those of the same view", async () => {
  const frames = new TextFrames();
  const [ann, bob] = [setup({ frames }), setup({ frames })];
  const [view, next] = [bytesOf("one\ntwo\n"), bytesOf("three\n")];
  for (const { writer } of [ann, bob]) {
    assertEquals(await writer.write(view), view.length);
    assertEquals(await writer.write(next), next.length);
  }
  for (const { sent, peer } of [ann, bob]) {
    assertEquals(sent(), ["text one\ntwo\n", "text three\n"]);
    assertEquals(peer.writes, 2, "the header and the lines are one write");
  }
});

Deno.test("FrameWriter writes the same bytes in partial writes of every size", async () => {
  for (const length of [1, 2, 100, 125, 126, 300]) {
    const lines = bytesOf(`${"x".repeat(length - 1)}\n`);
    for (let size = 1; size <= length + 5; size++) {
      const { peer, writer, sent } = setup({ fast: false });
      const writing = writeAll(writer, lines);
      while (peer.inFlight > 0) await peer.take(size);
      const counts = await writing;
      assertEquals(sent(), [`text ${new TextDecoder().decode(lines)}`], `${length}, ${size}`);
      assertEquals(counts.reduce((sum, count) => sum + count), length);
    }
  }
});

Deno.test("FrameWriter reports no more bytes than are written, and progress while there is any", async () => {
  const { peer, writer, sent } = setup({ fast: false });
  const lines = bytesOf(`${"x".repeat(999)}\n`); // its frame has a header of four bytes
  let count: number | undefined;
  writer.write(lines).then((told) => count = told);
  await peer.take(3);
  assertEquals([count, peer.inFlight], [undefined, 1_001], "no byte of the lines is written");
  await peer.take(2);
  assertEquals(count, 1);
  writer.write(lines.subarray(1)).then((told) => count = told);
  await peer.take(998);
  assertEquals(count, 998);
  writer.write(lines.subarray(999)).then((told) => count = told);
  await peer.take();
  assertEquals([count, sent().length], [1, 1]);
});

Deno.test("FrameWriter cuts a long write into frames of whole lines", async () => {
  const line = `${"x".repeat(1_233)}\n`;
  const { writer, sent } = setup();
  await writeAll(writer, bytesOf(line.repeat(1_000)));
  const texts = sent().map((text) => text.replace(/^text /, ""));
  assertEquals(texts.join(""), line.repeat(1_000));
  const most = Math.floor(MAX_FRAME_BYTES / line.length) * line.length;
  assertEquals(texts.slice(0, -1).every(({ length }) => length === most), true);
});

Deno.test("FrameWriter writes a pong at once, when no text is in flight", async () => {
  const { writer, sent } = setup();
  ping(writer, "1");
  await settled();
  assertEquals(sent(), ["pong 1"]);
});

Deno.test("FrameWriter writes a pong between text frames, only the newest", async () => {
  const { peer, writer, sent } = setup({ fast: false });
  const writing = writeAll(writer, bytesOf("a line\n"));
  await peer.take(5);
  for (const content of ["1", "2", "3"]) ping(writer, content);
  await peer.take();
  await writing;
  // the pong is being written, and the next lines wait for it
  ping(writer, "4");
  const next = writeAll(writer, bytesOf("next\n"));
  await peer.take(2);
  await peer.takeAll();
  await next;
  await peer.takeAll();
  assertEquals(sent(), ["text a line\n", "pong 3", "text next\n", "pong 4"]);
});

Deno.test("FrameWriter writes its lines however many pings come", async () => {
  const { peer, writer, sent } = setup({ fast: false });
  const writing = writeAll(writer, bytesOf("1\n")).then(() => writeAll(writer, bytesOf("2\n")));
  for (let i = 0; i < 6; i++) {
    ping(writer, `${i}`);
    await settled();
    await peer.take();
  }
  await writing;
  assertEquals(sent().filter((text) => text.startsWith("text")), ["text 1\n", "text 2\n"]);
});

Deno.test("FrameWriter.close writes nothing within a frame that is not complete", async () => {
  const { peer, writer } = setup({ fast: false });
  const writing = writer.write(bytesOf("a line\n"));
  await peer.take(5);
  assertEquals(await writing, 3);
  await writer.close(1000, "");
  assertEquals(peer.bytes.length, 5);
});

Deno.test("FrameWriter.close completes a pong, and drops the one that waits; nothing follows", async () => {
  const { peer, writer, sent } = setup({ fast: false });
  ping(writer, "1");
  ping(writer, "2");
  const closing = writer.close(1001, "why");
  ping(writer, "3");
  await peer.takeAll();
  await closing;
  assertEquals(sent(), ["pong 1", "close 1001 why"]);
});

Deno.test("FrameWriter lets the write that follows a failed pong report it", async () => {
  const { peer, writer } = setup({ fast: false });
  ping(writer, "1");
  const writing = writer.write(bytesOf("line\n"));
  await peer.fail(new Deno.errors.ConnectionReset("reset"));
  const failed = writing.catch((cause) => cause);
  await peer.fail(new Deno.errors.BrokenPipe("broken"));
  assert(await failed instanceof Deno.errors.BrokenPipe);
});
