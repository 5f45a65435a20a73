import { assertEquals } from "@std/assert";
import { MAX_LOGS_CHECKED } from "../../../../server/limits.ts";
import { LogWatch } from "../../../../server/storage/local/log_watch.ts";

Deno.test("LogWatch looks at all logs, and at each of many in turn", async () => {
  for (const count of [0, 1, MAX_LOGS_CHECKED, MAX_LOGS_CHECKED + 1]) {
    const looks = Array.from({ length: count }, () => 0);
    const logs = looks.map((_, at) => ({ check: () => Promise.resolve(void looks[at]!++) }));
    const watch = new LogWatch();
    await watch.checkSome(logs);
    const once = Math.min(count, MAX_LOGS_CHECKED);
    assertEquals(looks.filter((times) => times === 1).length, once);
    await watch.checkSome(logs);
    assertEquals(looks.every((times) => times > 0), true);
    assertEquals(looks.reduce((sum, times) => sum + times, 0), 2 * once);
  }
});

Deno.test("LogWatch waits for no look that hangs", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let looks = 0;
  const watch = new LogWatch();
  const first = watch.checkSome([{ check: () => (looks++, promise) }]);
  await watch.checkSome([{ check: () => Promise.resolve(void looks++) }]);
  assertEquals(looks, 1);
  resolve();
  await first;
});
