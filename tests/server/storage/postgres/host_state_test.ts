import { assertEquals } from "@std/assert";
import { faultOf, hostState } from "../../../../server/storage/postgres/host_state.ts";

const ROW = { standby: false, system: "7", timeline: "0000001A", names: "b", standbys: 1 };
const known = { system: "7", timeline: 26 };

Deno.test("hostState reads the timeline as the hexadecimal number it is", () => {
  assertEquals(hostState([ROW]).timeline, 26);
  assertEquals(hostState([{ ...ROW, standby: true, timeline: null }]).timeline, 0);
});

Deno.test("faultOf refuses what a node must not write to", () => {
  const fault = (row: object, unsafe = false) =>
    faultOf(hostState([{ ...ROW, ...row }]), known, unsafe);
  assertEquals(fault({}), undefined);
  assertEquals(fault({ timeline: "0000001B" }), undefined);
  assertEquals(fault({ standby: true, timeline: null }), "standby");
  assertEquals(fault({ system: "8" }), "other_system");
  assertEquals(fault({ timeline: "00000019" }), "old_timeline");
  assertEquals([fault({ standbys: 0 }), fault({ standbys: 0 }, true)], [
    "no_standby",
    "no_standby",
  ]);
  assertEquals([fault({ names: "" }), fault({ names: "" }, true)], ["no_standby", undefined]);
});

Deno.test("faultOf takes any database at the first time", () => {
  assertEquals(faultOf(hostState([ROW]), { system: undefined, timeline: 0 }, false), undefined);
});
