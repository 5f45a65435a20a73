import { assertEquals } from "@std/assert";
import { Condition } from "../../support/condition.ts";
import { DrawnConsole } from "../../../server/admin/console.ts";
import { TERMINAL_STATUS_MS } from "../../../server/limits.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

const STATUS = "\x1b[5n";

/** A terminal whose keys a test types; where `answers`, it tells its status when it is asked. */
function terminal(answers: boolean) {
  const clock = new VirtualClock();
  const modes: boolean[] = [];
  let reads = 0;
  const begun = new Condition();
  let type = (_keys: string) => {};
  const input = {
    read(into: Uint8Array): Promise<number | null> {
      reads++;
      return new Promise((resolve) => {
        begun.changed();
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
  const reading = () => begun.until("a read", () => reads > 0 || undefined, () => `${reads}`);
  return { clock, console, modes, reads: () => reads, reading, type: (keys: string) => type(keys) };
}

Deno.test("DrawnConsole.release ends its read of the terminal: another one may read then", async () => {
  const { console, modes, reads, reading, type, clock } = terminal(true);
  const one = await DrawnConsole.open(console);
  const lines: string[] = [];
  const running = one.run((line) => Promise.resolve(void lines.push(line)));
  await reading();
  type("/who\r");
  await reading();
  assertEquals([lines, reads()], [["/who"], 1]);
  await one.release();
  await running;
  assertEquals([reads(), modes, clock.pending], [0, [true, false, true, false], 0]);
  await one.release();
  assertEquals(modes.length, 4, "once");
});

Deno.test("DrawnConsole.release does not wait for a terminal that does not answer", async () => {
  const { console, modes, reading, clock } = terminal(false);
  const one = await DrawnConsole.open(console);
  const running = one.run(() => Promise.resolve());
  await reading();
  const released = one.release();
  await clock.advance(TERMINAL_STATUS_MS);
  await released;
  await running;
  assertEquals(modes.at(-1), false);
});
