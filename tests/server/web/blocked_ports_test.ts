import { assertEquals } from "@std/assert";
import { isBlockedByBrowsers } from "../../../server/web/blocked_ports.ts";

Deno.test("isBlockedByBrowsers knows the ports that the Fetch standard leaves to other services", () => {
  for (const port of [1, 25, 563, 6000, 6665, 6667, 6669, 6697, 10_080]) {
    assertEquals(isBlockedByBrowsers(port), true, `${port}`);
  }
  for (const port of [0, 80, 443, 2050, 6001, 6664, 6670, 8080, 10_081, 65_432]) {
    assertEquals(isBlockedByBrowsers(port), false, `${port}`);
  }
});
