/**
 * Two nodes while the line to the database breaks at every boundary of a message: a request or an answer is lost,
 * or late, or the line is cut in the middle. A failure names its seed; `deno task soak --schedules` runs more.
 */

import { assert, assertEquals } from "@std/assert";
import { needsPostgres, Postgres } from "../../../support/postgres.ts";
import { runSchedules, SCHEDULES_SETTINGS } from "./schedules.ts";

const COUNT = 200;

Deno.test({
  ...needsPostgres(),
  name: `Nothing is lost, doubled or out of order, however the line breaks: ${COUNT} schedules`,
  async fn() {
    await using postgres = await Postgres.start({ settings: SCHEDULES_SETTINGS });
    const { passed, ...breaks } = await runSchedules(postgres, 1, COUNT);
    assertEquals(passed, COUNT);
    for (const [kind, times] of Object.entries(breaks)) assert(times >= COUNT, `${kind}: ${times}`);
  },
});
