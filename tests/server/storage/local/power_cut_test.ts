import { assertGreater } from "@std/assert";
import { Chance } from "../../../e2e/support/chance.ts";
import { runSchedules } from "./power_cuts.ts";

/** Schedules; more of them find rarer moments: `deno task soak --power-cuts 100000`. */
const SCHEDULES = 150;

Deno.test(`${SCHEDULES} schedules on a disk that cuts the power: what was acknowledged is there once, in order`, async () => {
  const { cuts, stored, failed } = await runSchedules(SCHEDULES, Chance.announced("power cuts"));
  assertGreater(Math.min(cuts, stored, failed), SCHEDULES);
});
