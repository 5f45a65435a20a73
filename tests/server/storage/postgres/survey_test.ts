import { assertEquals, assertRejects } from "@std/assert";
import type { ClientOptions, OpenClient } from "../../../../server/storage/postgres/client.ts";
import { findPrimary } from "../../../../server/storage/postgres/survey.ts";
import { UnusableDatabase } from "../../../../server/storage/postgres/unusable.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";

const OPTIONS: ClientOptions = {
  ...{ user: "chat", password: undefined, database: "chat", application: "test" },
  ...{ tls: undefined, settings: {} },
};

/** Looks at servers that answer with these timelines: 0 is a standby, `undefined` one that is gone. */
function survey(...timelines: (number | undefined)[]) {
  const ended: number[] = [];
  const open: OpenClient = ({ port }) => {
    const timeline = timelines[port];
    if (timeline === undefined) return Promise.reject(new Error("refused"));
    const row = {
      ...{ standby: timeline === 0, system: "7", names: "", standbys: 0 },
      timeline: timeline === 0 ? null : timeline.toString(16).padStart(8, "0"),
    };
    return Promise.resolve({
      run: () => Promise.resolve([row]),
      script: () => Promise.resolve(),
      destroy: () => void ended.push(port),
    });
  };
  const hosts = timelines.map((_, port) => ({ host: "db", port }));
  const found = findPrimary({ hosts, client: OPTIONS, open, clock: new VirtualClock() });
  return { found, ended };
}

Deno.test("findPrimary takes, of two primaries, the one of the later timeline, wherever it stands, and ends the others", async () => {
  for (
    const [timelines, at] of [[[2, 0, 11], 2], [[11, 2, undefined], 0], [
      [undefined, 1],
      1,
    ]] as const
  ) {
    const { found, ended } = survey(...timelines);
    const { host, state } = await found;
    assertEquals([host.port, state.timeline], [at, timelines[at]]);
    const answered = timelines.flatMap((timeline, port) => timeline === undefined ? [] : [port]);
    assertEquals(ended, answered.filter((port) => port !== at));
  }
});

Deno.test("findPrimary says whether there are standbys alone, or nothing answers", async () => {
  for (
    const [timelines, wanted] of [[[0, 0], "no_primary"], [
      [undefined],
      "database_unreachable",
    ]] as const
  ) {
    const { code } = await assertRejects(() => survey(...timelines).found, UnusableDatabase);
    assertEquals(code, wanted);
  }
});
