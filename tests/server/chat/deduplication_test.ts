import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { type CidEntry, CidTable, ON_ITS_WAY } from "../../../server/chat/deduplication.ts";

/** Two texts of the same hash (FNV-1a, 32 bits), and one more. */
const ALIKE = ["costarring", "liquid", "x"];

Deno.test("CidTable finds what was added, and not what was taken out again", () => {
  const table = new CidTable("ann");
  const entry = table.add("k-1");
  assertEquals([table.find("k-1"), table.find("k-2"), entry.id], [entry, undefined, ON_ITS_WAY]);
  table.remove(entry);
  table.remove(entry);
  assertEquals([table.find("k-1"), table.size], [undefined, 0]);
});

Deno.test("CidTable does what a Map would, also where hashes are the same", () => {
  const step = fc.record({ add: fc.boolean(), cid: fc.constantFrom(...ALIKE, "k-1", "k-2") });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const table = new CidTable("ann");
      const model = new Map<string, CidEntry>();
      for (const { add, cid } of steps) {
        const entry = model.get(cid);
        if (add && entry === undefined) model.set(cid, table.add(cid));
        if (!add && entry !== undefined) table.remove(entry);
        if (!add) model.delete(cid);
        for (const cid of [...ALIKE, "k-1", "k-2"]) assertEquals(table.find(cid), model.get(cid));
        assertEquals(table.size, model.size);
      }
    }),
  );
});
