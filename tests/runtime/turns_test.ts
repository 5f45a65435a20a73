import { assertEquals, assertRejects } from "@std/assert";
import { Turns } from "../../runtime/turns.ts";

const NEVER = new AbortController().signal;

Deno.test("Turns lets as many work at once as there are, and the others in their order", async () => {
  const turns = new Turns(2);
  const got: string[] = [];
  const take = (name: string) =>
    turns.take(NEVER).then((turn) => {
      got.push(name);
      return turn;
    });
  const [a, b] = await Promise.all([take("a"), take("b")]);
  const rest = [take("c"), take("d")];
  await Promise.resolve();
  assertEquals(got, ["a", "b"]);
  a[Symbol.dispose]();
  a[Symbol.dispose](); // once is enough
  const c = await rest[0]!;
  assertEquals(got, ["a", "b", "c"]);
  b[Symbol.dispose]();
  c[Symbol.dispose]();
  await rest[1];
  assertEquals(got, ["a", "b", "c", "d"]);
});

Deno.test("Turns takes who has gone out of the queue", async () => {
  const turns = new Turns(1);
  const turn = await turns.take(NEVER);
  const leaving = new AbortController();
  const left = turns.take(leaving.signal);
  const next = turns.take(NEVER);
  leaving.abort();
  await assertRejects(() => left);
  await assertRejects(() => turns.take(AbortSignal.abort()));
  turn[Symbol.dispose]();
  (await next)[Symbol.dispose]();
  using _free = await turns.take(NEVER);
});
