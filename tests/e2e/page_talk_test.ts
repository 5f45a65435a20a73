/** The page beside the terminals: all see the same in the same order. */

import { assertEquals } from "@std/assert";
import { chatCommand } from "../support/command.ts";
import { needs } from "../support/missing.ts";
import { joinArgs } from "../support/process.ts";
import { Terminal } from "../support/tmux.ts";
import { needsBrowser, TestBrowser } from "./support/browser.ts";
import { enter } from "./support/guest.ts";
import { startWebServer } from "./support/web.ts";

const LINES_OF_EACH = 6;

/** The numbered lines on a screen, in order. */
function linesIn(screen: string): string[] {
  return [...screen.matchAll(/\b(?:ann|bob|carol) says \d\b/g)].map(([line]) => line);
}

Deno.test({
  ignore: needsBrowser().ignore || needs("tmux", "irssi").ignore,
  name: "page: a browser, chat join and irssi talk at once, and see one order",
  async fn() {
    await using server = await startWebServer({ args: ["--irc-port", "0"] });
    const [, ircPort] = await server.process.waitForOutput(/^irc on .+:(\d+)$/m);
    await using witness = await enter(server, "witness");
    await using browser = await TestBrowser.start();
    const size = { cols: 100, rows: 50 };
    await using bob = await Terminal.start(
      [...chatCommand(), ...joinArgs(server, "--nick", "bob")],
      size,
    );
    await using carol = await Terminal.start(
      ["irssi", "--noconnect", "--nick=carol"],
      size,
    );
    await bob.waitFor(/You are bob/);
    await carol.waitFor("[(status)]");
    const typed = async (terminal: Terminal, line: string) => {
      await terminal.type(line);
      await terminal.key("Enter");
    };
    await typed(carol, "/set cmd_queue_speed 1msec");
    await typed(carol, `/connect 127.0.0.1 ${ircPort}`);
    await carol.waitFor(/Welcome to the chat network/);
    await typed(carol, "/join #lobby");
    await bob.waitFor(/carol/);
    const ann = await browser.open(server.webAddress);
    await ann.enter("ann");
    await carol.waitFor(/ann .*has joined #lobby/);

    const numbers = Array.from({ length: LINES_OF_EACH }, (_, n) => n);
    const talk = async (nick: string, say: (line: string) => Promise<void>) => {
      for (const n of numbers) await say(`${nick} says ${n}`);
    };
    await Promise.all([
      talk("ann", (line) => ann.say(line)),
      talk("bob", (line) => typed(bob, line)),
      talk("carol", (line) => typed(carol, line)),
    ]);
    const count = 3 * LINES_OF_EACH;
    while (witness.texts.length < count) await witness.nextFrame("msg");
    const order = witness.texts;
    for (const nick of ["ann", "bob", "carol"]) {
      const own = order.filter((line) => line.startsWith(nick));
      assertEquals(own, numbers.map((n) => `${nick} says ${n}`));
    }
    const last = new RegExp(`${order.at(-1)}\\b`);
    await ann.until("all lines", `document.querySelectorAll("article").length === ${count}`);
    assertEquals(await ann.texts(), order);
    assertEquals(linesIn(await bob.waitFor(last)), order);
    // irssi shows what is typed there at once, before it is in the room
    const ofOthers = (lines: string[]) => lines.filter((line) => !line.startsWith("carol"));
    assertEquals(ofOthers(linesIn(await carol.waitFor(last))), ofOthers(order));
    assertEquals(ann.console, []);
  },
});
