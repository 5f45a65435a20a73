import { assertEquals, assertRejects } from "@std/assert";
import { waitingInput } from "../../runtime/input.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

/** Gives the pieces one after the other, and throws those that are errors. */
function source(pieces: (string | Error)[]) {
  return {
    read(into: Uint8Array): Promise<number | null> {
      const piece = pieces.shift();
      if (piece instanceof Error) return Promise.reject(piece);
      if (piece === undefined) return Promise.resolve(null);
      return Promise.resolve(new TextEncoder().encodeInto(piece, into).written);
    },
  };
}

Deno.test("waitingInput reads on where a non-blocking file has nothing now", async () => {
  const clock = new VirtualClock();
  const busy = new Deno.errors.WouldBlock("Resource temporarily unavailable");
  const { readable } = waitingInput(source(["a", busy, busy, "b"]), clock);
  const text = new Response(readable).text();
  await clock.advance(100);
  assertEquals(await text, "ab");
});

Deno.test("waitingInput errors with what the system says, after what was read", async () => {
  const folder = new Error("Is a directory (os error 21)");
  const reader = waitingInput(source(["a", folder]), new VirtualClock()).readable.getReader();
  assertEquals((await reader.read()).value, new TextEncoder().encode("a"));
  await assertRejects(() => reader.read(), Error, "Is a directory");
});

Deno.test("waitingInput reads nothing before it is asked, and can be cancelled while it reads", async () => {
  let reads = 0;
  const silent = {
    read: () => {
      reads++;
      return new Promise<never>(() => {});
    },
  };
  const reader = waitingInput(silent, new VirtualClock()).readable.getReader();
  await Promise.resolve();
  assertEquals(reads, 0);
  const read = reader.read();
  await reader.cancel();
  assertEquals([(await read).done, reads], [true, 1]);
});
