import { assertEquals } from "@std/assert";
import { capabilities } from "../../../client/tty/capabilities.ts";

Deno.test("capabilities: terminals by their names", () => {
  const of = (term: string) => Object.values(capabilities({ term }));
  assertEquals(of("xterm-256color"), [false, 256, "none"]);
  assertEquals(of("xterm"), [false, 256, "none"]);
  assertEquals(of("putty-256color"), [false, 256, "none"]);
  assertEquals(of("xterm-kitty"), [false, 256, "above"]);
  assertEquals(of("tmux-256color"), [false, 256, "all"]);
  assertEquals(of("screen-256color"), [false, 256, "none"]);
  assertEquals(of("screen"), [false, 16, "none"]);
  assertEquals(of("linux"), [false, 16, "none"]);
  assertEquals(of("vt100"), [false, 16, "none"]);
  assertEquals(of("xterm-16color"), [false, 16, "none"]);
  assertEquals(of("a-name-of-next-year"), [false, 256, "none"]);
});

Deno.test("capabilities: a terminal without a name is dumb, but on Windows", () => {
  assertEquals(capabilities({}).dumb, true);
  assertEquals(capabilities({ term: "" }).depth, 0);
  assertEquals(capabilities({ term: "dumb" }).dumb, true);
  assertEquals(capabilities({ windows: true }), { dumb: false, depth: 256, reflow: "above" });
});

Deno.test("capabilities: terminals of the same name by their variables", () => {
  const of = (term: string, variables: Record<string, string>) =>
    capabilities({ term, env: (name) => variables[name] }).reflow;
  const tmux = { TMUX: "/tmp/tmux-0/default,1,0", TERM_PROGRAM: "tmux" };
  for (const term of ["screen", "screen-256color", "tmux-256color", "xterm-256color"]) {
    assertEquals(of(term, tmux), "all", term);
  }
  // which of the two is inside cannot be known
  assertEquals(of("screen-256color", { ...tmux, STY: "1.pts" }), "none");
  assertEquals(of("screen.xterm-256color", { STY: "1.pts" }), "none");
  // tmux in xterm, xterm started in tmux
  assertEquals(of("tmux-256color", { ...tmux, XTERM_VERSION: "XTerm(379)" }), "all");
  assertEquals(of("xterm", { ...tmux, XTERM_VERSION: "XTerm(379)" }), "none");
  for (const name of ["VTE_VERSION", "KONSOLE_VERSION", "WT_SESSION"]) {
    assertEquals(of("xterm-256color", { [name]: "7200" }), "above", name);
    assertEquals(of("xterm-256color", { [name]: "7200", XTERM_VERSION: "XTerm(379)" }), "none");
    assertEquals(of("putty", { [name]: "7200" }), "none");
    assertEquals(of("xterm-256color", { [name]: "" }), "none");
  }
  for (const program of ["iTerm.app", "Apple_Terminal", "WezTerm", "ghostty", "vscode"]) {
    assertEquals(of("xterm-256color", { TERM_PROGRAM: program }), "above", program);
  }
  assertEquals(of("xterm-256color", { TERM_PROGRAM: "other" }), "none");
  for (const editor of ["NVIM", "VIM_TERMINAL", "INSIDE_EMACS"]) {
    assertEquals(of("xterm-256color", { VTE_VERSION: "7200", [editor]: "1" }), "none", editor);
    assertEquals(of("tmux-256color", { ...tmux, [editor]: "1" }), "all", editor);
  }
});

Deno.test("capabilities: NO_COLOR turns colours off, empty it does not", () => {
  assertEquals(capabilities({ term: "xterm", noColor: "1" }).depth, 0);
  assertEquals(capabilities({ term: "xterm", noColor: "1" }).dumb, false);
  assertEquals(capabilities({ term: "xterm", noColor: "" }).depth, 256);
});
