import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { VirtualClock } from "../support/virtual_clock.ts";
import { ListenError } from "../../server/net/listen.ts";
import type { HealthFacts } from "../../server/health.ts";
import { EVENTS, Metrics } from "../../server/metrics.ts";

const WELL: HealthFacts = { storage: { waitingMs: 0 }, unusableRooms: 0 };

async function get(metrics: Metrics, path: string): Promise<string> {
  return (await metrics.page(path)).body;
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
  metrics.observe(hub, { total: 1 }, { pending: 5 }, () => Promise.resolve(WELL));
  const page = await get(metrics, "/metrics");
  const lines = ["connections 1", "members 3", "rooms 1", "messages 41", "timers 5"];
  for (const line of lines) assertStringIncludes(page, `chat_${line}\n`);
  hub.said++;
  assertStringIncludes(await get(metrics, "/metrics"), "chat_messages 42\n");
});

Deno.test("Metrics.serve answers on this machine alone, with a page for the healthy", async () => {
  const metrics = new Metrics();
  const clock = new VirtualClock();
  await using page = metrics.serve(0, clock);
  assertEquals(page.addr.hostname, "127.0.0.1");
  const health = await fetch(`http://127.0.0.1:${page.addr.port}/healthz`);
  assertEquals([health.status, await health.text()], [200, "ok\n"]);
  const nothing = await fetch(`http://127.0.0.1:${page.addr.port}/`);
  assertEquals(nothing.status, 404);
  await nothing.body?.cancel();
  let refused: unknown;
  try {
    metrics.serve(page.addr.port, clock);
  } catch (cause) {
    refused = cause;
  }
  assert(refused instanceof ListenError);
});

Deno.test("Metrics tells what is wrong, with 503, until it is well again", async () => {
  const metrics = new Metrics();
  let facts = WELL;
  const hub = { count: 0, rooms: [], said: 0 };
  metrics.observe(hub, { total: 0 }, { pending: 0 }, () => Promise.resolve(facts));
  assertEquals((await metrics.page("/healthz")).status, 200);
  assertStringIncludes(await get(metrics, "/metrics"), 'chat_problem{problem="write_failed"} 0\n');
  const failure = { since: 1, cause: new Error("No space left on device: /data/x.ndjson") };
  facts = { storage: { waitingMs: 0, failure }, unusableRooms: 1 };
  const page = await metrics.page("/healthz");
  assertEquals([page.status, page.body], [503, "write_failed\nroom_unusable\n"]);
  const text = await get(metrics, "/metrics");
  assertStringIncludes(text, 'chat_problem{problem="write_failed"} 1\n');
  assertEquals(text.includes("ndjson"), false);
  facts = WELL;
  assertEquals((await metrics.page("/healthz")).status, 200);
});

Deno.test("Metrics has few labels: an event whose text differs each time is counted as another", async () => {
  const metrics = new Metrics();
  const log = metrics.watch(() => {});
  for (let i = 0; i < 3; i++) {
    log("warn", `Cannot write /data/${i}.ndjson: No space left on device`);
  }
  const text = await get(metrics, "/metrics");
  assertStringIncludes(text, 'chat_events_total{level="warn",event="other"} 3\n');
  assertEquals(text.includes("/data"), false);
});

Deno.test("Metrics knows every event that the server's code names", async () => {
  const named = new Set<string>();
  for await (const code of sources(new URL("../../server/", import.meta.url))) {
    const calls = code.matchAll(/(?:log|write)\(\s*"(?:info|warn|error)",\s*"([^"]+)"/g);
    for (const [, event = ""] of calls) named.add(event);
    for (const [, event = ""] of code.matchAll(/\bwarn\(\s*"([^"]+)",/g)) named.add(event);
  }
  assertEquals([...named].filter((event) => !EVENTS.has(event)), []);
  assert(named.size > 15, `${named.size} events`);
});

/** The text of every module in a folder. */
async function* sources(folder: URL): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sources(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts")) yield await Deno.readTextFile(new URL(name, folder));
  }
}
