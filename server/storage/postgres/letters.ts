/**
 * What members of different nodes write to each other. It is in no log: the database keeps it until the node of who
 * it is for takes it, and that node says what has become of it. Nothing is sent a second time.
 */

import { LETTER_ANSWER_MS, MAX_LETTER_ANSWERS } from "../../limits.ts";
import { within } from "../../../runtime/within.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { StorageError } from "../backbone.ts";
import type { HolderWatcher, Letter, Told } from "../cluster.ts";
import { ask, type Asking } from "./ask.ts";
import type { Row } from "./client.ts";
import { Refusal } from "./database_error.ts";
import { jsonOf } from "./rows.ts";
import { ANSWER, TAKE_LETTERS, TELL } from "./statements.ts";

/** What letters work with. */
export interface LettersOptions extends Asking {
  readonly clock: Clock;
  /** Those who have the members of this node. */
  readonly watchers: readonly Pick<HolderWatcher, "told">[];
}

/** Sends letters, and takes those for members of this node. */
export class PostgresLetters {
  readonly #options: LettersOptions;
  /** Those that have no answer, or whose answer came before it was waited for, by their numbers. */
  readonly #sent = new Map<number, PromiseWithResolvers<Told>>();

  constructor(options: LettersOptions) {
    this.#options = options;
  }

  /** Sends a letter to a session at another node. @throws {StorageError} `unreachable`: it was not sent. */
  async tell(session: number, letter: Letter): Promise<Told> {
    const { node, clock, isAlive } = this.#options;
    if (!isAlive()) throw new StorageError("unreachable", {});
    const asked = ask(this.#options, TELL, [node, session, jsonOf(letter)]);
    const [row] = await asked.catch(orNoRow);
    if (row === undefined) return "unknown";
    if (row.letter === null) return "gone";
    const answer = this.#answerTo(row.letter).promise;
    const told = await within(answer, LETTER_ANSWER_MS, clock);
    this.#sent.delete(row.letter);
    return told ?? "unknown";
  }

  /** Takes what other nodes have sent to members of this one, and answers. */
  async take(): Promise<void> {
    const { database, node, watchers } = this.#options;
    // what is lost is not sent again
    const rows = await database.run(TAKE_LETTERS, [node]).catch(() => []);
    const answers = new Map<number, string[]>();
    for (const { letter, sender, session, body } of rows) {
      const isTold = watchers.map((watcher) => watcher.told(session, body)).includes(true);
      const parts = answers.get(sender) ?? [];
      answers.set(sender, [...parts, `${letter}${isTold ? "+" : "-"}`]);
    }
    for (const [to, parts] of answers) {
      for (let from = 0; from < parts.length; from += MAX_LETTER_ANSWERS) {
        const some = parts.slice(from, from + MAX_LETTER_ANSWERS).join(" ");
        await database.run(ANSWER, [to, some]).catch(() => {
          // who waits for it is told that nothing is known
        });
      }
    }
  }

  /** Takes answers to letters of this node: their numbers, each with `+` where it was told. */
  answered(answers: readonly string[]): void {
    for (const answer of answers) {
      const letter = Number(answer.slice(0, -1));
      const isWaited = this.#sent.has(letter);
      this.#answerTo(letter).resolve(answer.endsWith("+") ? "told" : "gone");
      // it may come before the number of the letter is known here
      if (!isWaited) this.#options.clock.after(LETTER_ANSWER_MS, () => this.#sent.delete(letter));
    }
  }

  #answerTo(letter: number): PromiseWithResolvers<Told> {
    const known = this.#sent.get(letter);
    if (known !== undefined) return known;
    const made = Promise.withResolvers<Told>();
    this.#sent.set(letter, made);
    return made;
  }
}

/** No row, where nobody knows what has become of a letter. @throws {unknown} what says that it was not sent. */
function orNoRow(failure: Error): readonly Row[] {
  if (failure.cause instanceof Refusal) throw failure;
  return [];
}
