import { assertEquals, assertRejects } from "@std/assert";
import { BetweenLines } from "../../../server/dialects/between_lines.ts";
import { settled } from "../../support/virtual_clock.ts";

Deno.test("BetweenLines lets a line end first, one that fails too, and makes the next one wait", async () => {
  for (const fails of [false, true]) {
    const between = new BetweenLines();
    const done: string[] = [];
    assertEquals([between.taking(undefined), between.busy], [undefined, undefined]);
    const line = Promise.withResolvers<void>();
    const taking = between.taking(line.promise) as Promise<void>;
    const act = Promise.withResolvers<void>();
    between.do(() => {
      done.push("first");
      return act.promise;
    });
    between.do(() => Promise.resolve(void done.push("second")));
    between.busy!.then(() => done.push("next line"));
    await settled();
    assertEquals(done, []);
    if (fails) line.reject(new Error("a mistake"));
    else line.resolve();
    await (fails ? assertRejects(() => taking, Error) : taking);
    await settled();
    assertEquals(done, ["first"]);
    act.resolve();
    await settled();
    assertEquals([done, between.busy], [["first", "second", "next line"], undefined]);
  }
});
