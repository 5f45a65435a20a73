import { assertEquals } from "@std/assert";
import {
  HELLO_TIMEOUT_MS,
  PING_AFTER_MS,
  PING_TIMEOUT_MS,
  WRITE_STALL_MS,
} from "../../../server/limits.ts";
import { type Activity, Deadlines } from "../../../server/net/deadlines.ts";

const IDLE: Activity = {
  writing: false,
  writes: 0,
  isGreeted: true,
  heardAt: 0,
  pingTimeoutMs: undefined,
};

Deno.test("Deadlines gives a new connection HELLO_TIMEOUT_MS for a nickname, whatever it sends", () => {
  const deadlines = new Deadlines(1_000);
  const end = 1_000 + HELLO_TIMEOUT_MS;
  const look = (now: number) => deadlines.look(now, { ...IDLE, isGreeted: false, heardAt: now });
  assertEquals([look(end), look(end + 1)], [undefined, "hello"]);
});

Deno.test("Deadlines asks after PING_AFTER_MS of silence, and waits PING_TIMEOUT_MS for the answer", () => {
  const deadlines = new Deadlines(0);
  const look = (now: number, heardAt = 0) => deadlines.look(now, { ...IDLE, heardAt });
  const asked = PING_AFTER_MS + 1;
  assertEquals([look(PING_AFTER_MS), look(asked)], [undefined, "silence"]);
  deadlines.pinged(asked);
  assertEquals(look(asked + PING_TIMEOUT_MS), undefined);
  assertEquals(look(asked + PING_TIMEOUT_MS + 1), "pong");
  const heard = asked + PING_TIMEOUT_MS + 1;
  assertEquals(look(heard + PING_AFTER_MS, heard), undefined, "any sign of life is an answer");
  assertEquals(look(heard + PING_AFTER_MS + 1, heard), "silence");
});

Deno.test("Deadlines waits longer for the answer where the dialect says so", () => {
  const deadlines = new Deadlines(0);
  const look = (now: number) => deadlines.look(now, { ...IDLE, pingTimeoutMs: 90_000 });
  deadlines.pinged(PING_AFTER_MS);
  assertEquals(look(PING_AFTER_MS + 90_000), undefined);
  assertEquals(look(PING_AFTER_MS + 90_001), "pong");
});

Deno.test("Deadlines gives one write WRITE_STALL_MS, from the last progress on", () => {
  const deadlines = new Deadlines(0);
  const look = (now: number, writes: number) =>
    deadlines.look(now, { ...IDLE, heardAt: now, writing: true, writes });
  assertEquals([look(1_000, 1), look(1_000 + WRITE_STALL_MS, 1)], [undefined, undefined]);
  assertEquals(look(1_000 + WRITE_STALL_MS, 2), undefined);
  assertEquals(look(1_000 + 2 * WRITE_STALL_MS, 2), undefined);
  assertEquals(look(1_001 + 2 * WRITE_STALL_MS, 2), "write");
  assertEquals(
    deadlines.look(9 * WRITE_STALL_MS, { ...IDLE, heardAt: 9 * WRITE_STALL_MS }),
    undefined,
  );
});
