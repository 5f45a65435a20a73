import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ON_ITS_WAY, type Seen, Session } from "../../../server/chat/deduplication.ts";

/** Two texts of the same hash (FNV-1a, 32 bits), and one more. */
const ALIKE = ["costarring", "liquid", "x"];

Deno.test("Session finds what was added, and not what was taken out again", () => {
  const session = new Session("ann");
  const seen = session.add("k-1");
  assertEquals([session.find("k-1"), session.find("k-2"), seen.id], [seen, undefined, ON_ITS_WAY]);
  session.remove(seen);
  session.remove(seen);
  assertEquals([session.find("k-1"), session.size], [undefined, 0]);
});

Deno.test("Session does what a Map would, also where hashes are the same", () => {
  const step = fc.record({ add: fc.boolean(), cid: fc.constantFrom(...ALIKE, "k-1", "k-2") });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const session = new Session("ann");
      const model = new Map<string, Seen>();
      for (const { add, cid } of steps) {
        const seen = model.get(cid);
        if (add && seen === undefined) model.set(cid, session.add(cid));
        if (!add && seen !== undefined) session.remove(seen);
        if (!add) model.delete(cid);
        for (const cid of [...ALIKE, "k-1", "k-2"]) assertEquals(session.find(cid), model.get(cid));
        assertEquals(session.size, model.size);
      }
    }),
  );
});
