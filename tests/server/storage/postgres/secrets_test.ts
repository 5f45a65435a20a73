import { assertEquals } from "@std/assert";
import type { EventRow } from "../../../../server/storage/postgres/rows.ts";
import { Secrets } from "../../../../server/storage/postgres/secrets.ts";

/** An event of the log of names. */
function event(kind: string, session: number, node: number): EventRow {
  return {
    ...{ room: 0, pos: 1, id: null, ms: 1, kind, node, seq: 0, session, nick: "ann", cid: " @1" },
    ...{ text: null, extra: null },
  };
}

const HERE = 7;

Deno.test("Secrets has those of the sessions at this node, until they end or go on elsewhere", () => {
  const secrets = new Secrets();
  for (const session of [1, 2, 3]) secrets.add(session, `digest ${session}`);
  for (const session of [1, 2, 3]) secrets.followed(event("n", session, HERE), HERE);
  secrets.followed(event("a", 3, HERE), HERE);
  secrets.followed(event("n", 9, 8), HERE);
  secrets.remove(1);
  secrets.followed(event("v", 2, 8), HERE);
  assertEquals([...secrets.bySession], [[3, "digest 3"]]);
  secrets.followed(event("g", 3, HERE), HERE);
  assertEquals(secrets.bySession.size, 0);
});

Deno.test("Secrets keeps a session that has come here, whatever the log still tells of its time elsewhere", () => {
  const secrets = new Secrets();
  secrets.add(1, "digest");
  for (const kind of ["n", "g"]) secrets.followed(event(kind, 1, 8), HERE);
  assertEquals(secrets.bySession.size, 1);
  secrets.followed(event("v", 1, HERE), HERE);
  assertEquals([...secrets.bySession], [[1, "digest"]]);
});
