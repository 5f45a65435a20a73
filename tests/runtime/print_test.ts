import { assertEquals } from "@std/assert";
import { needs } from "../support/missing.ts";

/** A program's text: lines that fit a pipe and lines that do not, and empty ones. */
const TEXT = '`L${i} ${"x".repeat((i * 997) % 9000)}\\n${i % 3 ? "y".repeat(i) : ""}\\nz\\n`';
const text = new Function("i", `return ${TEXT}`) as (i: number) => string;
const COUNT = 200;

Deno.test({
  ...needs("python3"),
  name: "print writes everything once to a pipe in non-blocking mode",
  async fn() {
    const module = new URL("../../runtime/output.ts", import.meta.url).href;
    const code = `import { print } from ${JSON.stringify(module)};
      for (let i = 0; i < ${COUNT}; i++) await print(${TEXT});`;
    const script = new URL("non_blocking_output.py", import.meta.url);
    const { stdout } = await new Deno.Command("python3", {
      args: [script.pathname, Deno.execPath(), "eval", code],
    }).output();
    const bytes = new TextEncoder().encode(
      Array.from({ length: COUNT }, (_, i) => text(i)).join(""),
    );
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    assertEquals(new TextDecoder().decode(stdout), `${bytes.length} ${digest.toHex()}\n`);
  },
});
