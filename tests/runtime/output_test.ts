import { assertEquals, assertRejects } from "@std/assert";
import { OutputError, writeText } from "../../runtime/output.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

/** Takes at most `most` bytes a write, and first fails with `failures`. */
function destination(most: number, failures: Error[] = []) {
  const taken: number[] = [];
  return {
    taken,
    get text() {
      return new TextDecoder().decode(Uint8Array.from(taken));
    },
    write(bytes: Uint8Array): Promise<number> {
      const failure = failures.shift();
      if (failure !== undefined) return Promise.reject(failure);
      taken.push(...bytes.subarray(0, most));
      return Promise.resolve(Math.min(most, bytes.length));
    },
  };
}

Deno.test("writeText writes all, however little is taken at once", async () => {
  for (const most of [1, 2, 3, 100]) {
    const to = destination(most);
    await writeText(to, "да, all of it 👋\n", new VirtualClock());
    assertEquals(to.text, "да, all of it 👋\n");
  }
});

Deno.test("writeText waits where a non-blocking file takes nothing now", async () => {
  const busy = () => new Deno.errors.WouldBlock("Resource temporarily unavailable");
  const to = destination(100, [busy(), busy(), busy()]);
  const clock = new VirtualClock();
  const written = writeText(to, "text", clock);
  await clock.advance(5);
  assertEquals(to.text, "");
  await clock.advance(100);
  await written;
  assertEquals([to.text, clock.pending], ["text", 0]);
});

Deno.test("writeText tells a reader that has gone from any other failure", async () => {
  const gone = new Deno.errors.BrokenPipe("Broken pipe (os error 32)");
  const full = new Error("No space left on device (os error 28)");
  for (const [cause, code] of [[gone, "unread"], [full, "failed"]] as const) {
    const written = writeText(destination(1, [cause]), "text", new VirtualClock());
    const error = await assertRejects(() => written, OutputError, cause.message);
    assertEquals([error.code, error.cause], [code, cause]);
  }
});
