/** What a sender of a letter is told when the database fails. */

import { assertEquals, assertRejects } from "@std/assert";
import { StorageError } from "../../../../server/storage/backbone.ts";
import type { Row } from "../../../../server/storage/postgres/client.ts";
import type { Database } from "../../../../server/storage/postgres/database.ts";
import { Lost, Refusal } from "../../../../server/storage/postgres/database_error.ts";
import { PostgresLetters } from "../../../../server/storage/postgres/letters.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";

const LETTER = { type: "invited", room: "lobby", by: "bob" } as const;

function lettersOn(run: () => Promise<readonly Row[]>): PostgresLetters {
  return new PostgresLetters({
    ...{ database: { run } as unknown as Database, node: 1, clock: new VirtualClock() },
    ...{ isAlive: () => true, onFenced: () => {}, watchers: [] },
  });
}

Deno.test("Nothing is known of a letter where the answer of the database is lost", async () => {
  const letters = lettersOn(() => Promise.reject(new Lost("no answer within 2000 ms")));
  assertEquals(await letters.tell(7, LETTER), "unknown");
});

Deno.test("A letter that the database refuses was not sent", async () => {
  const refusal = new Refusal("22P05", "unsupported Unicode escape sequence");
  const letters = lettersOn(() => Promise.reject(refusal));
  const { code, cause } = await assertRejects(() => letters.tell(7, LETTER), StorageError);
  assertEquals([code, cause], ["unreachable", refusal]);
});
