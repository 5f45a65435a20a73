import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { ROOT } from "../../support/command.ts";
import { needs } from "../../support/missing.ts";
import { Terminal } from "../../support/tmux.ts";

const FIXTURE = fileURLToPath(new URL("system_fixture.ts", import.meta.url));
const RUN = `"${Deno.execPath()}" run -q --no-prompt --config "${ROOT}deno.json" "${FIXTURE}"`;

/** The program, and after it whether the terminal is as it was. */
const COMMAND = ["sh", "-c", `${RUN} 2>/dev/null; echo "ended with $?"; stty -a; exec cat`];

function rows(screen: string): string[] {
  return screen.trimEnd().split("\n").map((row) => row.trimEnd());
}

Deno.test({
  ...needs("tmux"),
  name: "SYSTEM_TERMINAL: what is typed stays while lines are printed, at any size",
  async fn() {
    await using terminal = await Terminal.start(COMMAND);
    await terminal.waitFor(/^>$/m);
    await terminal.type("print 300");
    await terminal.key("Enter");
    await terminal.type("日本 👍🏽 שלום long enough to take two rows of forty columns");
    await terminal.waitFor("forty columns");
    assertEquals(rows(await terminal.screen()).slice(-2), [
      "line 300",
      "> 日本 👍🏽 שלום long enough to take two rows of forty columns",
    ]);
    await terminal.resize(40, 12);
    assertEquals(rows(await terminal.waitFor(/^ {2}two rows of/m)), [
      ...Array.from({ length: 10 }, (_, i) => `line ${291 + i}`),
      "> 日本 👍🏽 שלום long enough to take",
      "  two rows of forty columns",
    ]);
    await terminal.resize(100, 30);
    await terminal.waitFor(/two rows/);
    await terminal.key("Enter");
    await terminal.waitFor(/^said 日本 👍🏽 שלום long enough .* forty columns$/m);
  },
});

Deno.test({
  ...needs("tmux"),
  name: "SYSTEM_TERMINAL: a paste is shown as a whole and submitted by Enter as one",
  async fn() {
    await using terminal = await Terminal.start(COMMAND);
    await terminal.waitFor(/^>$/m);
    await terminal.paste("if x:\n\treturn\n");
    await terminal.waitFor("2 lines, Enter sends, Esc discards");
    assertEquals(rows(await terminal.screen()).slice(0, 2), ["> if x:", "      return"]);
    await terminal.key("Enter");
    await terminal.waitFor(/said if x:\nsaid/);
  },
});

Deno.test({
  ...needs("tmux"),
  name:
    "SYSTEM_TERMINAL: C-c ends it with nothing of the live area left, and the terminal as it was",
  async fn() {
    await using terminal = await Terminal.start(COMMAND);
    await terminal.waitFor(/^>$/m);
    await terminal.type("not sent");
    await terminal.waitFor("> not sent");
    await terminal.key("C-c");
    await terminal.key("C-c");
    const screen = await terminal.waitFor(/ -?icanon/);
    assertMatch(screen, /^ended with 0$/m);
    assertMatch(screen, / icanon /);
    assertMatch(screen, / echo /);
    assertEquals(screen.includes("not sent"), false);
  },
});

Deno.test({
  ...needs("tmux"),
  name: "SYSTEM_TERMINAL: an error leaves the terminal as it was too",
  async fn() {
    await using terminal = await Terminal.start(COMMAND);
    await terminal.waitFor(/^>$/m);
    await terminal.type("throw");
    await terminal.key("Enter");
    const screen = await terminal.waitFor(/ -?icanon/);
    assertMatch(screen, /^ended with 1$/m);
    assertMatch(screen, / icanon /);
  },
});
