import { assertEquals } from "@std/assert";
import { cacheEntry } from "../../../client/memory/message_cache.ts";
import { MAX_FIRST_MESSAGES } from "../../../client/limits.ts";
import { Earlier } from "../../../client/person/earlier.ts";
import { msgFrame } from "../../support/fake_server.ts";

function message(id: number) {
  return { type: "message", message: msgFrame(id), own: false } as const;
}

Deno.test("Earlier lets go first what only the cache knows, then all that the server told", () => {
  const cached = [1, 2, 3].map((id) => cacheEntry(msgFrame(id), "dev"));
  const earlier = new Earlier(cached);
  assertEquals(earlier.cached, cached);
  earlier.begin("dev");
  assertEquals(earlier.hold(message(3)), true);
  assertEquals(earlier.hold(message(4)), true);
  assertEquals(earlier.release(), {
    cached: cached.slice(0, 2),
    events: [message(3), message(4)],
  });
  assertEquals(earlier.cached, []);
  assertEquals(earlier.release(), undefined);
  assertEquals(earlier.hold(message(5)), false);
});

Deno.test("Earlier holds nothing back where the cache knows nothing", () => {
  const earlier = new Earlier([]);
  earlier.begin("lobby");
  assertEquals(earlier.hold(message(1)), false);
  assertEquals(earlier.release(), undefined);
});

Deno.test("Earlier holds back no more than it may", () => {
  const earlier = new Earlier(["one"]);
  earlier.begin("lobby");
  for (let id = 1; id <= MAX_FIRST_MESSAGES; id++) assertEquals(earlier.hold(message(id)), true);
  assertEquals(earlier.hold(message(MAX_FIRST_MESSAGES + 1)), false);
  assertEquals(earlier.release()?.events.length, MAX_FIRST_MESSAGES);
});

Deno.test("Earlier hands out the cache where nothing is to be waited for", () => {
  const earlier = new Earlier(["one", "two"]);
  assertEquals(earlier.take(), ["one", "two"]);
  assertEquals(earlier.take(), []);
});
