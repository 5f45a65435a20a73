/** A long room on the page: few rows at once, and nothing moves. `deno task soak --page` has the long form. */

import { assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import { MAX_WINDOW_ITEMS } from "../../client/limits.ts";
import { browserTest } from "./support/browser.ts";
import { scrollTo } from "./support/long_scroll.ts";
import { tempFolder } from "./support/temp.ts";
import { startWebServer } from "./support/web.ts";
import { writeLog } from "./support/written_log.ts";

/** More than a window, so that rows go at the other end. */
const MESSAGES = MAX_WINDOW_ITEMS + 500;

browserTest("page: a long room", {
  "scrolled to its beginning and back: no more rows than there may be, 0 px moved": async (
    profile,
  ) => {
    await using data = await tempFolder();
    await writeLog(data.path, MESSAGES);
    await using server = await startWebServer({ data: data.path });
    const ann = await profile.open(server.webAddress);
    await ann.enter("ann");
    for (const end of [1, MESSAGES]) {
      const { rows, moved, gaps, id } = await scrollTo(ann, end);
      assertEquals([id, gaps], [end, 0]);
      assertLess(moved, 1);
      assertLessOrEqual(rows, MAX_WINDOW_ITEMS);
    }
    assertEquals(ann.console, []);
  },
});
