import { assertEquals } from "@std/assert";
import { cacheEntry } from "../../../client/memory/message_cache.ts";
import { MAX_FIRST_MESSAGES } from "../../../client/limits.ts";
import { CacheMerge } from "../../../client/person/cache_merge.ts";
import { msgFrame } from "../../support/fake_server.ts";

function message(id: number) {
  return { type: "message", room: "lobby", message: msgFrame(id), own: false } as const;
}

Deno.test("CacheMerge lets go first what only the cache knows, then all that the server told", () => {
  const cached = [1, 2, 3].map((id) => cacheEntry(msgFrame(id), "dev"));
  const merge = new CacheMerge(cached);
  assertEquals(merge.cached, cached);
  merge.begin("dev");
  assertEquals(merge.hold(message(3)), true);
  assertEquals(merge.hold(message(4)), true);
  assertEquals(merge.release(), {
    cached: cached.slice(0, 2),
    hasGap: false,
    events: [message(3), message(4)],
  });
  assertEquals(merge.cached, []);
  assertEquals(merge.release(), undefined);
  assertEquals(merge.hold(message(5)), false);
});

Deno.test("CacheMerge holds nothing back where the cache knows nothing", () => {
  const merge = new CacheMerge([]);
  merge.begin("lobby");
  assertEquals(merge.hold(message(1)), false);
  assertEquals(merge.release(), undefined);
});

Deno.test("CacheMerge holds back no more than it may", () => {
  const merge = new CacheMerge(["one"]);
  merge.begin("lobby");
  for (let id = 1; id <= MAX_FIRST_MESSAGES; id++) assertEquals(merge.hold(message(id)), true);
  assertEquals(merge.hold(message(MAX_FIRST_MESSAGES + 1)), false);
  assertEquals(merge.release()?.events.length, MAX_FIRST_MESSAGES);
});

Deno.test("CacheMerge knows whether something may be missing between the cache and what was told", () => {
  const hasGap = (cached: string, firstId: number) => {
    const merge = new CacheMerge([cached]);
    merge.begin("lobby");
    merge.hold(message(firstId));
    return merge.release()?.hasGap;
  };
  assertEquals(hasGap(cacheEntry(msgFrame(2), "lobby"), 7), true);
  assertEquals(hasGap(cacheEntry(msgFrame(7), "lobby"), 7), false, "it was told too");
  assertEquals(hasGap(cacheEntry(msgFrame(2), "dev"), 7), false, "it is of another room");
  assertEquals(hasGap(cacheEntry(msgFrame(2), "lobby"), 1), false, "nothing was said before");
});

Deno.test("CacheMerge hands out the cache where nothing is to be waited for", () => {
  const merge = new CacheMerge(["one", "two"]);
  assertEquals(merge.take(), ["one", "two"]);
  assertEquals(merge.take(), []);
});
