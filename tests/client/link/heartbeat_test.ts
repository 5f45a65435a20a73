import { assertEquals } from "@std/assert";
import { Heartbeat } from "../../../client/link/heartbeat.ts";
import {
  CLIENT_PING_AFTER_MS,
  MAX_PROMISED_SILENCE_MS,
  PONG_TIMEOUT_MS,
} from "../../../client/limits.ts";
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

Deno.test("Heartbeat asks nothing of a side that promises to speak, and gives up after twice its silence", async () => {
  const { clock, calls, heart } = setUp();
  heart.start(5_000);
  await clock.advance(9_999);
  heart.heard();
  await clock.advance(9_999);
  assertEquals(calls, []);
  await clock.advance(1);
  assertEquals([calls, clock.pending], [["dead 19999"], 0]);
});

Deno.test("Heartbeat asks as usual where too long a silence is promised", async () => {
  for (
    const [silenceMs, call] of [[MAX_PROMISED_SILENCE_MS, "dead"], [
      MAX_PROMISED_SILENCE_MS + 1,
      "ping",
    ]] as const
  ) {
    const { clock, calls, heart } = setUp();
    heart.start(silenceMs);
    await clock.advance(CLIENT_PING_AFTER_MS);
    assertEquals(calls, [`${call} 20000`]);
    heart.stop();
  }
});
