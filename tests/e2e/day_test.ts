/** A day of three people in four rooms, in real terminals: an absence, a killed server, 2,000 messages. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { chatCommand } from "../support/command.ts";
import { needs } from "../support/missing.ts";
import { joinArgs, startServer } from "../support/process.ts";
import { Terminal, type TerminalOptions } from "../support/tmux.ts";
import { enter as enterByHand } from "./support/guest.ts";
import { lastingPort } from "./support/port.ts";
import { tempFolder } from "./support/temp.ts";

const MESSAGES = 2_000;

/** One more was said before ann left. */
const UNREAD = MESSAGES + 1;

/** What was said while ann was away, by bob. */
const WHILE_AWAY: Readonly<Record<string, readonly string[]>> = {
  dev: Array.from({ length: MESSAGES }, (_, n) => n === 700 ? "the needle" : `build ${n} is red`),
  ops: ["the disk is full", "it is not any more"],
  club: ["ann, are you coming?"],
};

async function submit(terminal: Terminal, text: string): Promise<void> {
  await terminal.type(text);
  await terminal.key("Enter");
}

/** Goes to a room by its name, and waits until it is shown. */
async function goTo(terminal: Terminal, room: string): Promise<void> {
  await submit(terminal, `/room ${room}`);
  await terminal.waitFor(new RegExp(`^#${room} \\w+>$`, "m"));
}

Deno.test({
  ...needs("tmux"),
  name:
    "a day: several rooms, what was missed, and where to find it, through an absence and a kill -9",
  async fn() {
    await using data = await tempFolder();
    await using home = await tempFolder();
    await using all = new AsyncDisposableStack();
    const args = ["--port", `${lastingPort()}`, "--rate", "0"];
    let server = await startServer({ data: data.path, args });
    all.defer(() => server[Symbol.asyncDispose]());
    const join = async (options: TerminalOptions, ...more: string[]) => {
      const terminal = await Terminal.start(
        [...chatCommand(), ...joinArgs(server, ...more)],
        options,
      );
      all.use(terminal);
      await terminal.waitFor(/You are|Вы /);
      return terminal;
    };
    const ann = await join({ home: home.path }, "--nick", "ann");
    const bob = await join({ cols: 120, rows: 40 }, "--nick", "bob", "--lang", "ru");
    const cy = await join({}, "--nick", "cy");
    for (const room of ["dev", "ops", "club"]) {
      await goTo(ann, room);
      await goTo(bob, room);
    }

    // where something happens, and a draft that stays in its room
    await ann.type("half a tho");
    await goTo(bob, "ops");
    await submit(bob, "ann, the disk is full");
    await goTo(bob, "dev");
    await submit(bob, "the build is red");
    await submit(cy, "/msg ann psst");
    await ann.waitFor(/^4\.#club {2}3\.ops 1! {2}5\.cy 1! {2}2\.dev 1 {2}1\.lobby$/m);
    await ann.key("M-a");
    await ann.waitFor(/— 1 new —\n\d\d:\d\d bob: ann, the disk is full$/m);
    await submit(ann, "I am on it");
    await bob.waitFor(/3\.ops 1/);
    await ann.key("M-a");
    await submit(ann, "yes?");
    await cy.waitFor(/2\.ann 1!/);
    await submit(ann, "/who");
    await ann.waitFor("A private talk: you and cy, nobody else");
    await ann.key("M-4");
    await ann.waitFor(/^#club ann> half a tho$/m);
    await ann.key("C-u");
    await submit(ann, "/quiet");
    await ann.waitFor("are hidden");

    // the absence, and a server that is killed meanwhile
    await submit(ann, "/quit");
    assertEquals(await ann.exited(), 0);
    await bob.waitFor("ann");
    await server.process.stop("SIGKILL");
    await goTo(bob, "ops");
    await submit(bob, "said while nothing was there");
    await bob.waitFor(/… bob: said while nothing was there$/m);
    await server[Symbol.asyncDispose]();
    server = await startServer({ data: data.path, args });
    await bob.waitFor(/^\d\d:\d\d bob: said while nothing was there$/m);
    await using guest = await enterByHand(server, "guest", { rooms: true });
    for (const [room, texts] of Object.entries(WHILE_AWAY)) {
      await guest.send({ type: "join", room });
      await guest.next((line) => line === JSON.stringify({ type: "live", room }));
      for (const [n, text] of texts.entries()) {
        await guest.send({ type: "say", room, cid: `${room}-${n}`, text });
      }
      await guest.next((line) => line.includes(`"cid":"${room}-${texts.length - 1}"`));
    }

    // back: called as last time, in the rooms of last time
    const back = await join({ home: home.path });
    await back.waitFor(
      new RegExp(`^1\\.#lobby {2}4\\.club 1! {2}2\\.dev ${UNREAD}  3\\.ops 3`, "m"),
    );
    await back.key("M-a");
    await back.waitFor(/— 1 new —\n\d\d:\d\d guest: ann, are you coming\?$/m);
    await back.key("M-3");
    await back.waitFor(/— 3 new since \d\d:\d\d —(\n\d\d:\d\d (bob|guest): .*){3}$/m);
    await back.key("M-2");
    await back.waitFor(`build ${MESSAGES - 1} is red`);
    const everything = await back.everything();
    assert(everything.includes(`— ${UNREAD} new`), everything);
    assertMatch(
      everything,
      new RegExp(`here are the newest 50,\\s+/history ${UNREAD - 50} shows\\s+the others`),
    );
    await submit(back, "/search needle");
    await back.waitFor(/^ {2}1 #dev \d\d:\d\d guest: the needle$/m);
    await submit(back, "/around 1");
    await back.waitFor(/build 699 is red\n\d\d:\d\d guest: the needle\n\d\d:\d\d guest: build 701/);
    await submit(back, "/mentions");
    await back.waitFor(/1 #club .* are you coming\?\n +2 #ops .* ann, the disk is full/);
    await goTo(back, "club");
    await submit(back, "/quiet");
    await back.waitFor("Joins and leaves in this room are shown");
    await submit(back, "/quit");
    assertEquals(await back.exited(), 0);
  },
});
