import { assert, assertEquals } from "@std/assert";
import { BROWSER_CLOCK } from "../../../client/web/browser_clock.ts";

Deno.test("BROWSER_CLOCK runs something later, once, unless that is cancelled", async () => {
  const ran: string[] = [];
  const cancel = BROWSER_CLOCK.after(0, () => ran.push("cancelled"));
  const { promise, resolve } = Promise.withResolvers<void>();
  BROWSER_CLOCK.after(0, () => {
    ran.push("first");
    BROWSER_CLOCK.after(0, resolve);
  });
  cancel();
  await promise;
  assertEquals(ran, ["first"]);
  assert(BROWSER_CLOCK.date() > BROWSER_CLOCK.now());
});
