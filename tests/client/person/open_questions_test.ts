import { assertEquals } from "@std/assert";
import { MAX_OPEN_QUESTIONS } from "../../../client/limits.ts";
import type { LinkEvent } from "../../../client/link/events.ts";
import { OpenQuestions, type Question } from "../../../client/person/open_questions.ts";
import { phrasesOf } from "../../support/phrases.ts";

const CUT: LinkEvent = { type: "waiting", reason: { code: "closed" }, retryMs: 0 };

function backIn(room: string): LinkEvent {
  return { type: "caught_up", room, back: true, missed: 0, skipped: 0 };
}

function setUp() {
  const notes: string[] = [];
  const asked: string[] = [];
  const state = { isLive: true, isSearching: false };
  const questions = new OpenQuestions({
    say: phrasesOf("en").client.screen,
    note: (text) => notes.push(text),
    isSearching: () => state.isSearching,
    nick: () => "ann",
  });
  const question = (name: Question["name"], more: Omit<Question, "name" | "ask">): Question => ({
    name,
    ...more,
    ask: () => {
      if (state.isLive) asked.push(name);
      return state.isLive;
    },
  });
  const ask = (name: Question["name"], more: Omit<Question, "name" | "ask">) =>
    questions.ask(question(name, more));
  return { notes, asked, state, questions, ask };
}

const AGAIN = (names: string) =>
  `No answer to ${names} came: it is asked for again when the connection is back`;

Deno.test("OpenQuestions asks again what a cut has lost, in the room that it is about, and says so once", () => {
  const { notes, asked, state, questions, ask } = setUp();
  ask("who", { kind: "who", room: "dev" });
  ask("list", { kind: "rooms" });
  ask("history", { kind: "page", room: "ops" });
  state.isLive = false;
  questions.on(CUT);
  questions.on(CUT);
  assertEquals(notes, [AGAIN("/who, /list, /history")]);
  state.isLive = true;
  questions.on(backIn("dev"));
  assertEquals(asked.splice(0), ["who", "list", "history", "who", "list"]);
  questions.on({ type: "who", room: "dev", count: 0, nicks: [] });
  questions.on(backIn("ops"));
  questions.on(backIn("ops"));
  assertEquals(asked.splice(0), ["history"]);
  questions.on({ type: "page", room: "ops", messages: [] });
  questions.on(CUT);
  questions.on(backIn("dev"));
  assertEquals([asked, notes.length], [[], 1], "all is answered");
});

Deno.test("OpenQuestions tells of a second cut that loses what was asked after the first", () => {
  const { notes, questions, ask } = setUp();
  ask("who", { kind: "who", room: "dev" });
  questions.on(CUT);
  questions.on(backIn("dev"));
  questions.on(CUT);
  assertEquals(notes, [AGAIN("/who"), AGAIN("/who")]);
});

Deno.test("OpenQuestions asks for nothing again that would take the user by surprise", () => {
  const { notes, asked, questions, ask } = setUp();
  ask("pager", { kind: "page", room: "dev", onlyNow: true });
  ask("topic", { kind: "topic", room: "dev" });
  questions.on(CUT);
  questions.on(backIn("dev"));
  assertEquals(asked, ["pager", "topic", "topic"]);
  assertEquals(notes, [AGAIN("/topic"), "No answer to /pager came: enter it again"]);
});

Deno.test("OpenQuestions: each kind of answer, and an error, ends what it answers and what came before", () => {
  const ts = "2026-11-23T12:00:00.000Z";
  const topic = { type: "topic", ts, topic: "tea" } as const;
  const answers: readonly [kind: Question["kind"], answer: LinkEvent, ends: boolean][] = [
    ["who", { type: "who", room: "dev", count: 0, nicks: [] }, true],
    ["rooms", { type: "rooms", rooms: [] }, true],
    ["page", { type: "page", room: "dev", messages: [] }, true],
    ["page", { type: "page", room: "dev", messages: [], tag: "remind" }, false],
    [
      "topic",
      { type: "presence", room: "dev", own: false, frame: { ...topic, nick: "bob", old: true } },
      true,
    ],
    ["topic", { type: "presence", room: "dev", own: true, frame: { ...topic, nick: "ann" } }, true],
    [
      "topic",
      { type: "presence", room: "dev", own: false, frame: { ...topic, nick: "bob" } },
      false,
    ],
    ["who", { type: "error", code: "not_in_room", message: "" }, true],
    ["who", { type: "error", code: "slow_down", message: "" }, false],
    ["who", { type: "parted", room: "dev" }, true],
    ["who", { type: "parted", room: "ops" }, false],
  ];
  for (const [kind, answer, ends] of answers) {
    const { notes, questions, ask } = setUp();
    ask("help", { kind, room: "dev" });
    questions.on(answer);
    questions.on(CUT);
    assertEquals(notes.length, ends ? 0 : 1, JSON.stringify(answer));
  }
  const { notes, questions, ask } = setUp();
  ask("who", { kind: "who" });
  ask("list", { kind: "rooms" });
  questions.on({ type: "rooms", rooms: [] });
  questions.on(CUT);
  assertEquals(notes, []);
});

Deno.test("OpenQuestions: a search is answered in its own time, and only the last one counts", () => {
  const { notes, state, questions, ask } = setUp();
  const found: LinkEvent = { type: "found", room: "dev", messages: [], complete: true };
  ask("more", { kind: "search", room: "dev" });
  questions.on(CUT);
  assertEquals(notes, [], "what was there already waits for no answer");
  state.isSearching = true;
  ask("search", { kind: "search", room: "dev" });
  ask("mentions", { kind: "search" });
  ask("who", { kind: "who" });
  questions.on({ type: "who", room: "dev", count: 0, nicks: [] });
  questions.on(found);
  questions.on(CUT);
  assertEquals(notes.splice(0), [AGAIN("/mentions")]);
  questions.on(backIn("dev"));
  state.isSearching = false;
  questions.on(found);
  questions.on(CUT);
  assertEquals(notes, []);
});

Deno.test("OpenQuestions: a search that failed ends no other question", () => {
  const { notes, state, questions, ask } = setUp();
  state.isSearching = true;
  ask("who", { kind: "who" });
  ask("search", { kind: "search", room: "dev" });
  state.isSearching = false;
  questions.on({ type: "error", code: "search_failed", message: "" });
  questions.on(CUT);
  assertEquals(notes, [AGAIN("/who")]);
});

Deno.test("OpenQuestions asks for nothing again that was one too many after the cut", () => {
  const { asked, questions, ask } = setUp();
  ask("help", { kind: "who", room: "dev" });
  questions.on(CUT);
  for (let n = 0; n < MAX_OPEN_QUESTIONS; n++) ask("who", { kind: "who", room: "ops" });
  asked.length = 0;
  questions.on(backIn("dev"));
  assertEquals(asked, []);
});

Deno.test("OpenQuestions keeps MAX_OPEN_QUESTIONS, the last ones", () => {
  const { asked, questions, ask } = setUp();
  ask("help", { kind: "who" });
  for (let n = 1; n < MAX_OPEN_QUESTIONS; n++) ask("who", { kind: "who" });
  questions.on(CUT);
  asked.length = 0;
  questions.on(backIn("dev"));
  assertEquals([asked.length, asked[0]], [MAX_OPEN_QUESTIONS, "help"]);
  ask("who", { kind: "who" });
  questions.on(CUT);
  asked.length = 0;
  questions.on(backIn("dev"));
  assertEquals([asked.length, asked[0]], [MAX_OPEN_QUESTIONS, "who"]);
});
