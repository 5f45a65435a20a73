import { assertEquals } from "@std/assert";
import { DelayedWrite } from "../../../client/memory/delayed_write.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

/** A file whose writes the test ends. */
function fixture() {
  const clock = new VirtualClock();
  const writes: PromiseWithResolvers<void>[] = [];
  const failures: unknown[] = [];
  const file = new DelayedWrite({
    clock,
    delayMs: 100,
    write: () => {
      const write = Promise.withResolvers<void>();
      writes.push(write);
      return write.promise;
    },
    failed: (error) => failures.push(error),
  });
  return { clock, writes, failures, file };
}

Deno.test("Changes are written together, after the delay", async () => {
  const { clock, writes, file } = fixture();
  file.soon();
  await clock.advance(60);
  file.soon();
  assertEquals([writes.length, file.isDue], [0, true]);
  await clock.advance(40);
  assertEquals([writes.length, file.isDue], [1, false]);
});

Deno.test("One write is on its way at a time, and flush waits for the last one", async () => {
  const { writes, file } = fixture();
  file.now();
  const flushed = file.flush().then(() => "done");
  await settled();
  assertEquals(writes.length, 1);
  writes[0]!.resolve();
  await settled();
  assertEquals(writes.length, 2);
  writes[1]!.resolve();
  assertEquals(await flushed, "done");
});

Deno.test("An error is told once, and the next change is written all the same", async () => {
  const { writes, failures, file } = fixture();
  file.now();
  await settled();
  writes[0]!.reject("full");
  await settled();
  file.fail("again");
  file.now();
  await settled();
  assertEquals([failures, file.hasFailed, writes.length], [["full"], true, 2]);
});
