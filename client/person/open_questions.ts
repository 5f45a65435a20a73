/** What the user has asked the server and has no answer to: a cut loses it, so it is asked again after that. */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { refusesSearch } from "../link/error_codes.ts";
import type { LinkEvent } from "../link/events.ts";
import { MAX_OPEN_QUESTIONS } from "../limits.ts";
import type { ChatCommand } from "./commands.ts";

/** What a question is answered by. A search is answered in its own time, all else in turn. */
export type AnswerKind = "who" | "rooms" | "topic" | "page" | "search";

/** Something that was asked. */
export interface Question {
  /** The command by which it was asked. */
  readonly name: ChatCommand["name"];
  readonly kind: AnswerKind;
  /** The room that it is about, if it is about one. */
  readonly room?: string;
  /** Asks the server; false when that cannot be done now. */
  readonly ask: () => boolean;
  /** Whether its answer would take the user by surprise later on. */
  readonly onlyNow?: true;
}

/** What open questions work with. */
export interface OpenQuestionsOptions {
  readonly say: ScreenPhrases;
  /** Tells the user something. */
  readonly note: (text: string) => void;
  /** Whether an answer to a search is on its way. */
  readonly isSearching: () => boolean;
  /** The user's nickname. */
  readonly nick: () => string | undefined;
}

/** The questions of one chat, oldest first. */
export class OpenQuestions {
  readonly #options: OpenQuestionsOptions;
  #open: Question[] = [];
  /** Those of them that a cut has come before. */
  readonly #lost = new Set<Question>();

  constructor(options: OpenQuestionsOptions) {
    this.#options = options;
  }

  /** Asks; false when that cannot be done now. */
  ask(question: Question): boolean {
    if (!question.ask()) return false;
    // the answer to the last search is the only one that anybody waits for
    if (question.kind === "search") {
      this.#close(({ kind }) => kind === "search");
      // what it has found before may be all that it needs
      if (!this.#options.isSearching()) return true;
    }
    this.#open.push(question);
    if (this.#open.length > MAX_OPEN_QUESTIONS) this.#closeOne(this.#open[0]);
    return true;
  }

  /** Takes what happened, when it has been shown. */
  on(event: LinkEvent): void {
    switch (event.type) {
      case "who":
      case "rooms":
        return this.#answered(event.type);
      case "page":
        return event.tag === "remind" ? undefined : this.#answered("page");
      case "found":
        return this.#searched();
      case "presence":
        return event.frame.type === "topic" &&
            (event.frame.old === true || event.frame.nick === this.#options.nick())
          ? this.#answered("topic")
          : undefined;
      case "error":
        // what is delayed is still to be answered
        if (event.code === "slow_down") return;
        if (refusesSearch(event.code)) this.#searched();
        if (event.code === "search_failed") return;
        return this.#refused();
      case "waiting":
        return this.#cut();
      case "caught_up":
        return this.#askAgain(event.room);
      case "parted":
        return this.#close(({ room }) => room === event.room);
    }
  }

  /** Answers come in the order of the questions: those before this one were answered too. */
  #answered(kind: AnswerKind): void {
    const index = this.#open.findIndex((each) => each.kind === kind);
    const before = this.#open.slice(0, index + 1).filter((each) => each.kind !== "search");
    this.#close((each) => before.includes(each));
  }

  #searched(): void {
    if (!this.#options.isSearching()) this.#close(({ kind }) => kind === "search");
  }

  #refused(): void {
    this.#closeOne(this.#open.find(({ kind }) => kind !== "search"));
  }

  #closeOne(question: Question | undefined): void {
    this.#close((each) => each === question);
  }

  /** The connection is gone, and with it what was on its way. Each question is told of once. */
  #cut(): void {
    const { say, note } = this.#options;
    const told = this.#open.filter((each) => !this.#lost.has(each));
    const again = namesOf(told.filter(({ onlyNow }) => onlyNow !== true));
    const never = namesOf(told.filter(({ onlyNow }) => onlyNow === true));
    if (again !== "") note(say.askedAgain(again));
    if (never !== "") note(say.notAnswered(never));
    this.#close(({ onlyNow }) => onlyNow === true);
    for (const each of this.#open) this.#lost.add(each);
  }

  /** The user can be heard in this room again. */
  #askAgain(room: string): void {
    for (const each of [...this.#lost]) {
      const isHere = each.room === undefined || each.room === room;
      if (isHere && each.ask()) this.#lost.delete(each);
    }
  }

  #close(isClosed: (question: Question) => boolean): void {
    for (const each of this.#open.filter(isClosed)) this.#lost.delete(each);
    this.#open = this.#open.filter((each) => !isClosed(each));
  }
}

function namesOf(questions: readonly Question[]): string {
  return [...new Set(questions.map(({ name }) => `/${name}`))].join(", ");
}
