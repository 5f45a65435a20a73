import { assertEquals } from "@std/assert";
import { nearest } from "../../cli/nearest.ts";

const WORDS = ["serve", "join", "help", "man", "--help", "--history", "--host"];

Deno.test("nearest finds the word that was meant: a letter missing, too many, wrong, or swapped", () => {
  for (const seen of ["serv", "servve", "xerve", "srve", "esrve", "sreve", "ser"]) {
    assertEquals(nearest(seen, WORDS), "serve", seen);
  }
  assertEquals(nearest("--hsot", WORDS), "--host");
  assertEquals(nearest("-history", WORDS), "--history");
  assertEquals(nearest("am", WORDS), undefined, "one error in two letters is half of them");
  assertEquals(nearest("mna", WORDS), "man");
});

Deno.test("nearest takes a beginning of two letters or more for the whole", () => {
  assertEquals(nearest("ma", WORDS), "man");
  assertEquals(nearest("--hist", WORDS), "--history");
  assertEquals(nearest("m", WORDS), undefined);
});

Deno.test("nearest finds nothing where nothing is close", () => {
  for (const seen of ["", "x", "--x", "--", "fly", "serious", "connect"]) {
    assertEquals(nearest(seen, WORDS), undefined, seen);
  }
  assertEquals(nearest("serve", []), undefined);
});

Deno.test("nearest prefers fewer errors, and the first of equals", () => {
  assertEquals(nearest("--cost", ["--most", "--cast"]), "--most");
  assertEquals(nearest("--costx", ["--most", "--cost"]), "--cost");
});
