import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ListenError } from "../../server/net/listen.ts";
import { Metrics } from "../../server/metrics.ts";

async function get(metrics: Metrics, path: string): Promise<string> {
  const response = await metrics.answer(new Request(`http://127.0.0.1${path}`));
  return await response.text();
}

Deno.test("Metrics counts what the log is told, and passes it on", async () => {
  const metrics = new Metrics();
  const told: string[] = [];
  const log = metrics.watch((level, event) => void told.push(`${level} ${event}`));
  log("info", "joined");
  log("info", "joined");
  log("warn", "refused");
  assertEquals(told, ["info joined", "info joined", "warn refused"]);
  const page = await get(metrics, "/metrics");
  assertStringIncludes(page, 'chat_events_total{level="info",event="joined"} 2\n');
  assertStringIncludes(page, 'chat_events_total{level="warn",event="refused"} 1\n');
});

Deno.test("Metrics shows what is true of the server at each look", async () => {
  const metrics = new Metrics();
  const hub = { count: 3, rooms: [{}], said: 41 };
  metrics.observe(hub, { total: 1 }, { pending: 5 });
  const page = await get(metrics, "/metrics");
  const lines = ["connections 1", "members 3", "rooms 1", "messages 41", "timers 5"];
  for (const line of lines) assertStringIncludes(page, `chat_${line}\n`);
  hub.said++;
  assertStringIncludes(await get(metrics, "/metrics"), "chat_messages 42\n");
});

Deno.test("Metrics.serve answers on this machine alone, with a page for the healthy", async () => {
  const metrics = new Metrics();
  await using page = metrics.serve(0);
  assertEquals(page.addr.hostname, "127.0.0.1");
  const health = await fetch(`http://127.0.0.1:${page.addr.port}/healthz`);
  assertEquals([health.status, await health.text()], [200, "ok\n"]);
  const nothing = await fetch(`http://127.0.0.1:${page.addr.port}/`);
  assertEquals(nothing.status, 404);
  await nothing.body?.cancel();
  let refused: unknown;
  try {
    metrics.serve(page.addr.port);
  } catch (cause) {
    refused = cause;
  }
  assert(refused instanceof ListenError);
});
