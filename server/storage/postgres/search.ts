/**
 * Looks for messages in the table, from the newest backwards, block by block. The database tells which blocks
 * may have the words; whether a message matches is decided here, as for files.
 *
 * Each statement looks at a bounded part, on a connection of its own, and what it finds is looked through in
 * pieces: what is said and what is followed waits little behind a search.
 */

import {
  DATABASE_SEARCH_REST_SHARE,
  MAX_DATABASE_SEARCHES,
  MAX_FOUND_BLOCKS,
  MAX_PART_MESSAGES,
  MAX_PASSED_BLOCKS,
  SEARCH_MS,
} from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { Turns } from "../../../runtime/turns.ts";
import type { MsgFrame } from "../../../protocol/frames.ts";
import type { SearchFound, SearchWanted, Stored } from "../journal.ts";
import { Pacer } from "../pacer.ts";
import { SearchMatch } from "../search_match.ts";
import { orUnreachable } from "./ask.ts";
import type { Row, Statement } from "./client.ts";
import type { Database } from "./database.ts";
import { bounded, type EventRow, messageOfRow } from "./rows.ts";
import { BLOCKS_WITH, KEPT_BETWEEN, READ } from "./statements.ts";
import { type Block, readValues, WordIndex } from "./word_index.ts";
import { BLOCK_MESSAGES, blockQuery, WORDS_RULES } from "./words.ts";

/** What is used of a database. */
export type SearchedDatabase = Pick<Database, "run">;

/** What searches work with. */
export interface TableSearchOptions {
  readonly database: SearchedDatabase;
  readonly clock: Pick<Clock, "now" | "after">;
  readonly warn: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
}

/** A block that may have what is wanted, and whether its words were not written down. */
type Candidate = Block & { readonly isNew: boolean };

/** The searches of a server. */
export class TableSearch {
  readonly #options: TableSearchOptions;
  readonly #turns = new Turns(MAX_DATABASE_SEARCHES);
  readonly #pacer: Pacer;
  /** Which words stand where. */
  readonly words: WordIndex;

  constructor(options: TableSearchOptions) {
    this.#options = options;
    this.#pacer = new Pacer(options.clock, DATABASE_SEARCH_REST_SHARE);
    this.words = new WordIndex({ ...options, pacer: this.#pacer });
  }

  /** Writes down nothing any more. */
  close(): void {
    this.words.close();
  }

  /** Looks in a room, whose newest message is `last`; see `Journal.search`. */
  async search(
    room: number,
    last: number,
    wanted: SearchWanted,
    signal: AbortSignal,
  ): Promise<SearchFound> {
    using _turn = await this.#turns.take(signal);
    const { clock } = this.#options;
    const end = clock.now() + SEARCH_MS;
    const page = new SearchMatch({ ...wanted, before: Math.min(wanted.before, last + 1) });
    if (page.isFull) return page.result(true);
    const { first, last: newest } = await this.#between(room, wanted);
    if (first === null || newest === null) return page.end();
    page.before = Math.min(page.before, newest + 1);
    const query = blockQuery(page.terms);
    while (page.before > first) {
      signal.throwIfAborted();
      const lowest = blockOf(first);
      const [candidates, rest] = await this.#candidates(
        room,
        blockOf(page.before - 1),
        lowest,
        query,
      );
      for (const candidate of candidates) {
        signal.throwIfAborted();
        await this.#look(candidate, page, first);
        if (page.isFull) return page.result(true);
        if (page.before > first && clock.now() > end) return page.result(false);
      }
      page.before = Math.min(page.before, rest * BLOCK_MESSAGES + 1);
      if (page.before > first && clock.now() > end) return page.result(false);
    }
    return page.end();
  }

  /** The oldest and the newest message of a time. */
  async #between(
    room: number,
    { fromMs, toMs }: SearchWanted,
  ): Promise<{ first: number | null; last: number | null }> {
    const values = [room, bounded(Math.ceil(fromMs)), bounded(Math.floor(toMs))];
    const [row] = await this.#run(KEPT_BETWEEN, values);
    return row as { first: number | null; last: number | null };
  }

  /**
   * Blocks from `highest` down that have to be read, newest first, and the block above which there are no
   * others.
   */
  async #candidates(
    room: number,
    highest: number,
    lowest: number,
    query: string | undefined,
  ): Promise<[Candidate[], rest: number]> {
    if (query === undefined) return [[{ room, block: highest, isNew: false }], highest];
    const to = Math.max(lowest, highest - MAX_PASSED_BLOCKS + 1);
    const values = [room, highest, to, WORDS_RULES, query, MAX_FOUND_BLOCKS];
    const rows = await this.#run(BLOCKS_WITH, values);
    const candidates = rows.map(({ block, is_new: isNew }) => ({ room, block, isNew }));
    const rest = rows.length < MAX_FOUND_BLOCKS ? to : candidates.at(-1)!.block;
    return [candidates, rest];
  }

  /** Reads a block, part by part, and takes what matches. */
  async #look(block: Candidate, page: SearchMatch, first: number): Promise<void> {
    const start = block.block * BLOCK_MESSAGES + 1;
    const messages: Stored<MsgFrame>[] = [];
    for (let before = page.before; before > start;) {
      const values = readValues(block, first, before, MAX_PART_MESSAGES);
      const rows = await this.#run(READ, values) as readonly EventRow[];
      await this.#pacer.each(rows, (row) => {
        const message = messageOfRow(row);
        messages.push(message);
        page.offer(message);
        return block.isNew || !page.isFull;
      });
      if (rows.length < MAX_PART_MESSAGES || page.isFull && !block.isNew) break;
      before = messages.at(-1)!.event.id;
    }
    if (block.isNew && messages.length === BLOCK_MESSAGES) await this.words.save(block, messages);
    if (!page.isFull) page.before = Math.min(page.before, start);
  }

  #run(statement: Statement, values: readonly unknown[]): Promise<readonly Row[]> {
    return orUnreachable(this.#pacer.run(() => this.#options.database.run(statement, values)));
  }
}

/** The block in which a message stands. */
function blockOf(id: number): number {
  return Math.floor((id - 1) / BLOCK_MESSAGES);
}
