import { assertEquals, assertRejects } from "@std/assert";
import { onceAtATime } from "../../runtime/once_at_a_time.ts";

Deno.test("onceAtATime asks once for all who wait, and anew for who comes later, also after an error", async () => {
  const asked: PromiseWithResolvers<number>[] = [];
  const ask = onceAtATime(() => {
    const one = Promise.withResolvers<number>();
    asked.push(one);
    return one.promise;
  });
  const answers = [ask(), ask()];
  assertEquals(asked.length, 1);
  asked[0]!.resolve(1);
  assertEquals(await Promise.all(answers), [1, 1]);
  const failing = ask();
  asked[1]!.reject(new Error("no answer"));
  await assertRejects(() => failing, Error, "no answer");
  void ask();
  assertEquals(asked.length, 3);
});
