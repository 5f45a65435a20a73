import { assertEquals } from "@std/assert";
import { DrawnConsole } from "../../../server/admin/console.ts";
import { TERMINAL_STATUS_MS } from "../../../server/limits.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

const STATUS = "\x1b[5n";

/** A terminal whose keys a test types; where `answers`, it tells its status when it is asked. */
function terminal(answers: boolean) {
  const clock = new VirtualClock();
  const modes: boolean[] = [];
  let reads = 0;
  let type = (_keys: string) => {};
  const input = {
    read(into: Uint8Array): Promise<number | null> {
      reads++;
      return new Promise((resolve) => {
        type = (keys) => {
          reads--;
          resolve(new TextEncoder().encodeInto(keys, into).written);
        };
      });
    },
  };
  const write = (text: string) => {
    if (answers && text.includes(STATUS)) type("\x1b[0n");
  };
  const setRaw = (on: boolean) => void modes.push(on);
  const shared = { input, setRaw, write, clock, columns: () => 80 };
  const console = { ...shared, watch: () => () => {}, interrupted: () => {} };
  return { clock, console, modes, reads: () => reads, type: (keys: string) => type(keys) };
}

Deno.test("DrawnConsole.release ends its read of the terminal: another one may read then", async () => {
  const { console, modes, reads, type, clock } = terminal(true);
  const one = await DrawnConsole.open(console);
  const lines: string[] = [];
  const running = one.run((line) => Promise.resolve(void lines.push(line)));
  await settled();
  type("/who\r");
  await settled();
  assertEquals([lines, reads()], [["/who"], 1]);
  await one.release();
  await running;
  assertEquals([reads(), modes, clock.pending], [0, [true, false, true, false], 0]);
  await one.release();
  assertEquals(modes.length, 4, "once");
});

Deno.test("DrawnConsole.release does not wait for a terminal that does not answer", async () => {
  const { console, modes, clock } = terminal(false);
  const one = await DrawnConsole.open(console);
  const running = one.run(() => Promise.resolve());
  await settled();
  const released = one.release();
  await clock.advance(TERMINAL_STATUS_MS);
  await released;
  await running;
  assertEquals(modes.at(-1), false);
});
