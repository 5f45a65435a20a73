import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { needs } from "./missing.ts";
import { Terminal } from "./tmux.ts";

/** Shows each byte it reads as a code, raw and with bracketed paste on; `q` ends it. */
const SHOW_KEYS = [
  "sh",
  "-c",
  `stty raw -echo; printf '\\033[?2004hready\\r\\n'
   while :; do
     code=$(dd bs=1 count=1 2>/dev/null | od -An -tx1 | tr -d ' ')
     [ "$code" = 71 ] && exit 5
     printf '%s ' "$code"
   done`,
];

Deno.test({
  ...needs("tmux"),
  name: "Terminal: typing, keys and paste arrive as a terminal sends them",
  async fn() {
    await using terminal = await Terminal.start(SHOW_KEYS);
    await terminal.waitFor("ready");
    await terminal.type("A;");
    await terminal.waitFor("41 3b");
    await terminal.key("Up");
    await terminal.waitFor("1b 5b 41");
    await terminal.paste("x\ny");
    await terminal.waitFor(/1b 5b 32 30 30 7e 78 0d 79\s1b 5b 32 30 31 7e/);
    await terminal.type("q");
    assertEquals(await terminal.exited(), 5);
  },
});

Deno.test({
  ...needs("tmux"),
  name: "Terminal.screen: a fixed size, the cursor, colours only when asked for",
  async fn() {
    const script = "printf '\\033[31mred\\033[0m żółw 漢字\\r\\n'; stty size; exec cat";
    await using terminal = await Terminal.start(["sh", "-c", script], { cols: 40, rows: 12 });
    const screen = await terminal.waitFor("12 40");
    assertEquals(screen.split("\n").length, 13);
    assertMatch(screen, /^red żółw 漢字$/m);
    assertEquals(await terminal.cursor(), [0, 2]);
    assertStringIncludes(await terminal.screen({ colors: true }), "\x1b[31mred");
    await terminal.resize(60, 20);
    assertEquals((await terminal.screen()).split("\n").length, 21);
  },
});

Deno.test({
  ...needs("tmux"),
  name: "Terminal.waitFor gives up at its deadline and shows the screen",
  async fn() {
    await using terminal = await Terminal.start(["sh", "-c", "echo here; exec cat"]);
    await terminal.waitFor("here");
    const error = await assertRejects(() => terminal.waitFor("there", 1), Error);
    assertMatch(error.message, /Waited for there: not within 1 ms\nthe screen:\nhere/);
  },
});

Deno.test({
  ...needs("tmux"),
  name: "Terminal.waitFor gives up at once when the program has ended, and shows its last words",
  async fn() {
    // tmux may lose what a program writes in the moment in which it ends
    await using terminal = await Terminal.start(["sh", "-c", "echo alas; read _; exit 3"]);
    await terminal.waitFor("alas");
    await terminal.key("Enter");
    await assertRejects(() => terminal.waitFor("there"), Error, "the program ended\nalas");
  },
});

Deno.test({
  ...needs("tmux"),
  name: "Terminal.exited: 128 and the signal for a program that was killed",
  async fn() {
    await using terminal = await Terminal.start(["sh", "-c", "kill -9 $$"]);
    assertEquals(await terminal.exited(), 137);
  },
});

Deno.test({
  ...needs("tmux"),
  name: "Terminal: leaving the scope ends the jobs of its shell, also those that ignore its end",
  async fn() {
    let job: number;
    {
      await using terminal = await Terminal.start(["bash", "--norc"]);
      await terminal.type("bash -c 'trap \"\" HUP; echo job $$.; while :; do sleep 1; done'\n");
      const screen = await terminal.waitFor(/^job \d+\.$/m);
      job = Number(/^job (\d+)\.$/m.exec(screen)![1]);
    }
    const { stdout } = await new Deno.Command("ps", { args: ["-o", "stat=", `${job}`] }).output();
    // nothing, or what has ended and nobody has asked about yet
    assertMatch(new TextDecoder().decode(stdout), /^(Z.*\n)?$/);
  },
});
