/** The user's pager and editor on a screen: who has the terminal, and what comes of it. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  MAX_PAGE_MESSAGES,
  MAX_PAGER_MESSAGES,
  TERMINAL_ANSWER_MS,
} from "../../../client/limits.ts";
import { MAX_HISTORY_MESSAGES } from "../../../protocol/limits.ts";
import type { ProgramEnd, ProgramRun, Programs } from "../../../client/programs.ts";
import { msgFrame } from "../../support/fake_server.ts";
import { settled } from "../../support/virtual_clock.ts";
import { Stage, type StageOptions } from "./stage.ts";

/** Programs that a test ends. */
class FakePrograms implements Programs {
  readonly started: ProgramRun[] = [];
  stops = 0;
  #end = (_end: ProgramEnd) => {};
  readonly run = (program: ProgramRun): Promise<ProgramEnd> => {
    this.started.push(program);
    const { promise, resolve } = Promise.withResolvers<ProgramEnd>();
    this.#end = resolve;
    return promise;
  };
  readonly stop = (): void => {
    this.stops++;
    this.#end({ kind: "killed", command: "vi", signal: "SIGTERM" });
  };

  /** Resolves with the program that was started last, when there are so many. */
  async wait(count = 1): Promise<ProgramRun> {
    for (let look = 0; look < 400 && this.started.length < count; look++) await settled();
    const last = this.started.at(-1);
    assert(this.started.length === count && last !== undefined, "no program was started");
    return last;
  }

  end(end: ProgramEnd): void {
    this.#end(end);
  }
}

async function inRoom({ last = 1, ...options }: StageOptions & { last?: number } = {}) {
  const programs = new FakePrograms();
  const stage = new Stage({ nick: "ann", rooms: true, programs, ...options });
  const { peer } = await stage.server.welcome({ rooms: true, last, members: ["ann", "bob"] }, [
    msgFrame(last, { old: true, room: "lobby" }),
  ]);
  await stage.seen("You are ann");
  return { stage, peer, programs };
}

/** The end of a page of history. */
const PAGE_END = { type: "history", room: "lobby", first: 0, last: 0, count: 0 } as const;

function lastRow(stage: Stage): string {
  return stage.emulator.screen.at(-1)?.trimEnd() ?? "";
}

Deno.test("Alt-e: the editor has what is typed and the terminal, and what it leaves is in the input", async () => {
  const { stage, programs } = await inRoom();
  await using _ = stage;
  stage.type("half a thought\x1be");
  assertEquals(await programs.wait(), { kind: "editor", text: "half a thought" });
  assertEquals(stage.isRaw, false);
  await stage.shown;
  assert(!stage.emulator.screen.join("\n").includes("half a thought"), "the input is not drawn");
  programs.end({ kind: "ended", text: "a thought\nin two lines" });
  await stage.seen(/ann> a thought\n {5}in two lines/);
  assertEquals(stage.isRaw, true);
});

Deno.test("Alt-e: what others say meanwhile is shown afterwards, once and in order", async () => {
  const { stage, peer, programs } = await inRoom();
  await using _ = stage;
  stage.type("\x1be");
  await programs.wait();
  const { length } = stage.writes;
  for (let id = 2; id <= 40; id++) peer.send(msgFrame(id, { room: "lobby" }));
  peer.send(msgFrame(41, { room: "lobby", text: "ann, are you there?" }));
  await settled();
  await stage.clock.advance(5_000);
  assertEquals(stage.writes.length, length, "nothing is written into the other program");
  assertEquals(peer.rest().filter(({ type }) => type === "seen").length, 0, "nothing is read yet");
  programs.end({ kind: "ended", text: "" });
  await stage.seen("are you there?");
  const ids = [...stage.output.matchAll(/text (\d+)/g)].map(([, id]) => Number(id));
  assertEquals(ids.filter((id) => id > 1), Array.from({ length: 39 }, (_, i) => i + 2));
  assertStringIncludes(stage.writes.slice(length).join(""), "\x07", "and the bell rings");
});

const FAILURES: readonly [end: ProgramEnd, seen: RegExp][] = [
  [{ kind: "failed", command: "vi", code: 3 }, /vi ended with code 3\. The text is as it was/],
  [{ kind: "killed", command: "vi", signal: "SIGKILL" }, /vi was ended by SIGKILL\. The text is/],
  [{ kind: "missing", command: "ed\x1b[2J" }, /ed.*cannot be run; EDITOR names another program/],
  [{ kind: "refused", command: "vi", why: "no file" }, /vi cannot be run: no file\. The text is/],
  [{ kind: "kept", path: "/tmp/chat-1.txt" }, /too long for a message, or no text: it is in/],
];

for (const [end, seen] of FAILURES) {
  Deno.test(`Alt-e: the text stays as it was where the program is ${end.kind}`, async () => {
    const { stage, programs } = await inRoom();
    await using _ = stage;
    stage.type("half a thought\x1be");
    await programs.wait();
    programs.end(end);
    await stage.seen(seen);
    await stage.seen("ann> half a thought");
    assertEquals(stage.isRaw, true);
    stage.type("!");
    await stage.seen(/ann> half a thought!$/);
  });
}

Deno.test("Alt-e: a text that the editor has not changed stays, with its history", async () => {
  const { stage, programs } = await inRoom();
  await using _ = stage;
  stage.type("one\r");
  stage.type("two\x1be");
  await programs.wait();
  programs.end({ kind: "ended", text: "two" });
  await stage.seen(/ann> two$/);
  stage.type("\x1b[A");
  await stage.seen(/ann> one$/);
  stage.type("\x1b[B");
  await stage.seen(/ann> two$/);
});

Deno.test("Alt-e: a text that no input holds is refused, and the one before stays", async () => {
  const { stage, programs } = await inRoom();
  await using _ = stage;
  stage.type("short\x1be");
  await programs.wait();
  programs.end({ kind: "ended", text: "x".repeat(65_537) });
  await stage.seen("Too much was pasted");
  await stage.seen("ann> short");
});

Deno.test("Alt-e: rings where no program can be run, and while a password is asked for", async () => {
  const bells = (stage: Stage) => stage.output.split("\x07").length - 1;
  await using none = new Stage({ nick: "ann" });
  await none.server.welcome();
  await none.seen("You are ann");
  none.type("\x1be");
  await settled();
  assertEquals(bells(none), 1);
  const programs = new FakePrograms();
  await using stage = new Stage({ nick: "ann", programs });
  const peer = await stage.server.accept();
  Object.assign(peer, { isPrivate: true });
  peer.send("NICKNAME_REQUEST\n");
  await peer.next("hello");
  peer.send({ type: "error", code: "password", message: "A password is wanted" });
  await stage.seen("Password:");
  stage.type("hunter2\x1be");
  await settled();
  assertEquals([bells(stage), programs.started], [1, []]);
});

Deno.test("/pager: the newest messages with their days, however many were shown before", async () => {
  const { stage, peer, programs } = await inRoom();
  await using _ = stage;
  stage.type("/pager 2\r");
  const { before, limit } = await peer.next("history");
  assertEquals([before, limit], [2, 2]);
  const at = (day: number) => new Date(2026, 10, day, 12).toISOString();
  peer.send(
    msgFrame(3, { old: true, room: "lobby", ts: at(21) }),
    msgFrame(4, { old: true, room: "lobby", ts: at(22), text: "two\nlines \x1b[31m" }),
    PAGE_END,
  );
  const { kind, text, coloured = "" } = await programs.wait();
  assertEquals(kind, "pager");
  const rows = text.replaceAll(/[\u2066-\u2069,]/g, "").split("\n");
  assertEquals(rows.map((row) => row.replace(/─+$/, "──").trimEnd()), [
    "── #lobby · 1 here ──",
    "── Saturday 21 November 2026 ──",
    "12:00 bob: text 3",
    "── Sunday 22 November 2026 ──",
    "12:00 bob: two",
    "           lines",
    "",
  ]);
  assertStringIncludes(coloured, "mbob\x1b[0m");
  programs.end({ kind: "ended" });
  await stage.seen(/ann> *$/);
  assertEquals(lastRow(stage), "ann>");
  stage.type("/pager today\r");
  await peer.next("history");
  peer.send(PAGE_END);
  await stage.seen("There are no older messages");
  assertEquals(programs.started.length, 1);
});

for (
  const [command, most] of [["history", MAX_PAGE_MESSAGES], ["pager", MAX_PAGER_MESSAGES]] as const
) {
  Deno.test(`/${command}: ${most} messages at the most`, async () => {
    const { stage, peer } = await inRoom({ last: 10_000 });
    await using _ = stage;
    stage.type(`/${command} ${most + 1}\r`);
    let asked = 0;
    for (let limit = MAX_HISTORY_MESSAGES; asked < most; asked += limit) {
      const { before = 0, ...frame } = await peer.next("history");
      limit = frame.limit;
      const page = Array.from({ length: limit }, (_, i) => before - limit + i);
      peer.send(...page.map((id) => msgFrame(id, { old: true, room: "lobby" })), PAGE_END);
    }
    await settled();
    assertEquals([asked, peer.rest().filter(({ type }) => type === "history")], [most, []]);
  });
}

Deno.test("/pager: a terminal that does not answer asks for a key, and gets the screen then", async () => {
  const { stage, peer, programs } = await inRoom({ isMute: true });
  await using _ = stage;
  stage.type("/pager\r");
  await peer.next("history");
  peer.send(msgFrame(1, { old: true, room: "lobby" }), PAGE_END);
  await settled();
  await stage.clock.advance(TERMINAL_ANSWER_MS);
  await stage.seen("Press any key to go on");
  assertEquals(programs.started, []);
  stage.type("x");
  assertEquals((await programs.wait()).kind, "pager");
  programs.end({ kind: "failed", command: "less -R +G", code: 2 });
  await stage.seen("less -R +G ended with code 2.");
  await stage.seen(/ann> x$/m);
});

Deno.test("the client ends the program that runs when it has to end itself", async () => {
  const { stage, programs } = await inRoom();
  stage.type("\x1be");
  await programs.wait();
  stage.stop();
  await stage[Symbol.asyncDispose]();
  assertEquals([await stage.ended, programs.stops], [0, 1]);
});

Deno.test("the client ends where it waits for the terminal's answer", async () => {
  const { stage, peer, programs } = await inRoom({ isMute: true });
  stage.type("/pager\r");
  await peer.next("history");
  peer.send(msgFrame(1, { old: true, room: "lobby" }), PAGE_END);
  await settled();
  stage.stop();
  await stage[Symbol.asyncDispose]();
  assertEquals([await stage.ended, programs.started], [0, []]);
});

Deno.test("the client ends where the terminal takes long to be free for the program", async () => {
  const { stage, programs } = await inRoom();
  const { promise, resolve } = Promise.withResolvers<void>();
  stage.type("half");
  await stage.seen("ann> half");
  stage.taken = promise;
  stage.type("\x1be");
  await settled();
  stage.stop();
  await settled();
  resolve();
  for (let look = 0; look < 100; look++) await settled();
  assertEquals(programs.started, []);
  await stage[Symbol.asyncDispose]();
  assertEquals(await stage.ended, 0);
});
