import { assertEquals } from "@std/assert";
import { Heartbeat } from "../../../client/link/heartbeat.ts";
import { CLIENT_PING_AFTER_MS, PONG_TIMEOUT_MS } from "../../../client/limits.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

function setUp() {
  const clock = new VirtualClock();
  const calls: string[] = [];
  const heart = new Heartbeat({
    clock,
    ping: () => calls.push(`ping ${clock.now()}`),
    dead: () => calls.push(`dead ${clock.now()}`),
  });
  return { clock, calls, heart };
}

Deno.test("Heartbeat asks after silence and gives up when nothing comes", async () => {
  const { clock, calls, heart } = setUp();
  heart.start();
  await clock.advance(CLIENT_PING_AFTER_MS - 1);
  assertEquals(calls, []);
  await clock.advance(1);
  assertEquals(calls, ["ping 20000"]);
  await clock.advance(PONG_TIMEOUT_MS - 1);
  assertEquals(calls.length, 1);
  await clock.advance(1);
  assertEquals(calls, ["ping 20000", "dead 30000"]);
  assertEquals(clock.pending, 0);
});

Deno.test("Heartbeat asks nothing of a side that speaks, and goes on after an answer", async () => {
  const { clock, calls, heart } = setUp();
  heart.start();
  for (let i = 0; i < 10; i++) {
    await clock.advance(CLIENT_PING_AFTER_MS - 1);
    heart.heard();
  }
  assertEquals(calls, []);
  await clock.advance(CLIENT_PING_AFTER_MS);
  heart.heard();
  await clock.advance(CLIENT_PING_AFTER_MS - 1);
  assertEquals(calls.length, 1);
  await clock.advance(1);
  assertEquals(calls.length, 2);
  heart.stop();
  assertEquals(clock.pending, 0);
});
