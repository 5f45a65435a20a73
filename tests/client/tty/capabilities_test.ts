import { assertEquals } from "@std/assert";
import { capabilities } from "../../../client/tty/capabilities.ts";

Deno.test("capabilities: terminals by their names", () => {
  const of = (term: string) => Object.values(capabilities({ term }));
  assertEquals(of("xterm-256color"), [false, 256, "above"]);
  assertEquals(of("xterm"), [false, 256, "above"]);
  assertEquals(of("xterm-kitty"), [false, 256, "above"]);
  assertEquals(of("tmux-256color"), [false, 256, "all"]);
  assertEquals(of("screen-256color"), [false, 256, "all"]);
  assertEquals(of("screen"), [false, 16, "none"]);
  assertEquals(of("linux"), [false, 16, "none"]);
  assertEquals(of("vt100"), [false, 16, "none"]);
  assertEquals(of("xterm-16color"), [false, 16, "none"]);
  assertEquals(of("a-name-of-next-year"), [false, 256, "above"]);
});

Deno.test("capabilities: a terminal without a name is dumb, but on Windows", () => {
  assertEquals(capabilities({}).dumb, true);
  assertEquals(capabilities({ term: "" }).depth, 0);
  assertEquals(capabilities({ term: "dumb" }).dumb, true);
  assertEquals(capabilities({ windows: true }), { dumb: false, depth: 256, reflow: "above" });
});

Deno.test("capabilities: NO_COLOR turns colours off, empty it does not", () => {
  assertEquals(capabilities({ term: "xterm", noColor: "1" }).depth, 0);
  assertEquals(capabilities({ term: "xterm", noColor: "1" }).dumb, false);
  assertEquals(capabilities({ term: "xterm", noColor: "" }).depth, 256);
});
