import { assert, assertEquals } from "@std/assert";
import { Printer } from "../../../client/stdio/printer.ts";
import { OutputError } from "../../../runtime/output.ts";
import { settled } from "../../support/virtual_clock.ts";

Deno.test("Printer prints in order, one piece after the other", async () => {
  const pieces: string[] = [];
  const waiting: (() => void)[] = [];
  const printer = new Printer((text) => {
    pieces.push(text);
    return new Promise((resolve) => waiting.push(resolve));
  }, () => {});
  assertEquals(printer.drained, undefined);
  printer.print("a");
  printer.print("b");
  await settled();
  assertEquals(pieces, ["a"]);
  waiting[0]?.();
  await settled();
  assertEquals(pieces, ["a", "b"]);
  waiting[1]?.();
  await printer.drained;
  assertEquals(printer.drained, undefined);
});

Deno.test("Printer stops at the first failure, and says once which it is", async () => {
  let tries = 0;
  const broken: OutputError[] = [];
  const failure = new OutputError(new Deno.errors.BrokenPipe("broken"));
  const printer = new Printer(() => {
    tries++;
    return Promise.reject(failure);
  }, (cause) => broken.push(cause));
  printer.print("a");
  printer.print("b");
  await printer.drained;
  printer.print("c");
  assert(printer.isBroken);
  assertEquals([tries, broken, printer.drained], [1, [failure], undefined]);
});
