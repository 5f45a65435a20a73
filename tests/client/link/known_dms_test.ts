import { assert, assertFalse } from "@std/assert";
import { KnownDms } from "../../../client/link/known_dms.ts";
import { MAX_KNOWN_DMS } from "../../../client/limits.ts";

Deno.test("KnownDms knows a private message again, by its sender and cid", () => {
  const known = new KnownDms();
  assert(known.isNew({ nick: "ann", cid: "1" }));
  assertFalse(known.isNew({ nick: "ann", cid: "1" }));
  assert(known.isNew({ nick: "bob", cid: "1" }));
});

Deno.test("KnownDms remembers as many as it may, and forgets the oldest", () => {
  const known = new KnownDms();
  for (let i = 0; i < MAX_KNOWN_DMS; i++) known.isNew({ nick: "ann", cid: `${i}` });
  assertFalse(known.isNew({ nick: "ann", cid: "0" }));
  known.isNew({ nick: "ann", cid: "one more" });
  assert(known.isNew({ nick: "ann", cid: "0" }));
});
