import { assert, assertEquals } from "@std/assert";
import { MAX_OUTBOX_BYTES, MAX_OUTBOX_ITEMS } from "../../../client/limits.ts";
import { Outbox, type OutboxItem } from "../../../client/link/outbox.ts";

function add(outbox: Outbox, text: string): OutboxItem {
  const item = outbox.add({ kind: "say", text });
  assert(item !== undefined);
  return item;
}

Deno.test("Outbox hands out its items in order, each once", () => {
  const outbox = new Outbox("p");
  const items = ["a", "b", "c"].map((text) => add(outbox, text));
  const out: OutboxItem[] = [];
  for (let item = outbox.next(); item !== undefined; item = outbox.next()) {
    out.push(item);
    outbox.markSent(item.cid, "ann");
  }
  assertEquals(out, items);
  assertEquals([outbox.size, outbox.inFlight], [3, 3]);
});

Deno.test("Outbox gives every item a cid of its own", () => {
  const cids = ["p", "q"].flatMap((prefix) => {
    const outbox = new Outbox(prefix);
    return [add(outbox, "x").cid, add(outbox, "x").cid];
  });
  assertEquals(cids, ["p-1", "p-2", "q-1", "q-2"]);
});

Deno.test("Outbox hands out again after a cut what was not acknowledged, under the same cid", () => {
  const outbox = new Outbox("p");
  const [first, second, third] = ["a", "b", "c"].map((text) => add(outbox, text));
  outbox.markSent(first!.cid, "ann");
  outbox.markSent(second!.cid, "ann");
  assertEquals(outbox.inDoubt, false);
  outbox.remove(first!.cid, "ann");
  outbox.disconnected();
  assertEquals([outbox.inDoubt, outbox.inFlight], [true, 0]);
  assertEquals(outbox.next(), second);
  outbox.markSent(second!.cid, "ann");
  assertEquals(outbox.next(), third);
});

Deno.test("Outbox takes an acknowledgement only under a nickname it was sent with", () => {
  const outbox = new Outbox("p");
  const { cid } = add(outbox, "a");
  assertEquals(outbox.remove(cid, "ann"), undefined);
  outbox.markSent(cid, "ann");
  outbox.disconnected();
  outbox.markSent(cid, "anna");
  assertEquals(outbox.remove(cid, "mallory"), undefined);
  assertEquals(outbox.remove(cid, "ann")?.cid, cid);
  assertEquals(outbox.remove(cid, "ann"), undefined);
});

Deno.test("Outbox lets a change of nickname or room pass alone", () => {
  for (const command of [{ kind: "room", room: "den" }, { kind: "nick", nick: "anna" }] as const) {
    const outbox = new Outbox("p");
    const before = add(outbox, "before");
    const barrier = outbox.add(command);
    const after = add(outbox, "after");
    outbox.markSent(before.cid, "ann");
    assertEquals([outbox.next(), outbox.barrier()], [undefined, undefined]);
    outbox.remove(before.cid);
    assertEquals(outbox.next(), barrier);
    outbox.markSent(barrier!.cid, "ann");
    assertEquals([outbox.next(), outbox.barrier()], [undefined, barrier]);
    outbox.remove(barrier!.cid);
    assertEquals(outbox.next(), after);
  }
});

Deno.test("Outbox holds as many items and bytes as it may, and not one more", () => {
  const many = new Outbox("p");
  for (let i = 0; i < MAX_OUTBOX_ITEMS; i++) add(many, "");
  assertEquals(many.add({ kind: "say", text: "" }), undefined);
  const big = new Outbox("p");
  add(big, "я".repeat(MAX_OUTBOX_BYTES / 2));
  assertEquals(big.add({ kind: "say", text: "x" }), undefined);
  big.remove("p-1");
  add(big, "x");
});

Deno.test("Outbox tells when what is waiting has changed", () => {
  const outbox = new Outbox("p");
  let changes = 0;
  outbox.changed = () => void changes++;
  const { cid } = add(outbox, "a");
  outbox.markSent(cid, "ann");
  assertEquals(outbox.saved, [{ cid, command: { kind: "say", text: "a" }, nicks: ["ann"] }]);
  outbox.disconnected();
  outbox.markSent(cid, "ann");
  outbox.remove(cid);
  assertEquals(changes, 3);
});
