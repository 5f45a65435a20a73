import { assertEquals, assertRejects } from "@std/assert";
import { poll } from "./poll.ts";

Deno.test("poll resolves with the first that is found, and looks no more", async () => {
  let looks = 0;
  const look = () => Promise.resolve(++looks < 3 ? undefined : "found");
  assertEquals([await poll("a text", look, { everyMs: 1 }), looks], ["found", 3]);
});

Deno.test("poll gives up at its deadline, and shows what there was", async () => {
  const nothing = () => Promise.resolve(undefined);
  await assertRejects(
    () => poll("a text", nothing, { deadlineMs: 1, everyMs: 1, seen: () => "an empty screen" }),
    Error,
    "Waited for a text: not within 1 ms\nan empty screen",
  );
});
