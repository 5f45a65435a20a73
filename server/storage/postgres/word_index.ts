/**
 * Writes down which words stand in which block of messages, so that a search need not read all of them.
 *
 * 1. Nothing waits for it: a block is written some time after its last message, by the server that said that,
 *    one block at a time and with a pause behind each. What is not written down is read by the search, which
 *    then writes it down.
 * 2. It says nothing of its own: without it a search finds the same.
 */

import { MAX_PART_MESSAGES, MAX_WAITING_BLOCKS, WORDS_PAUSE_MS } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { messageOf } from "../../../runtime/message_of.ts";
import type { MsgFrame } from "../../../protocol/frames.ts";
import type { Stored } from "../journal.ts";
import type { Pacer } from "../pacer.ts";
import type { Database } from "./database.ts";
import { type EventRow, messageOfRow } from "./rows.ts";
import { READ, SAVE_WORDS } from "./statements.ts";
import { BLOCK_MESSAGES, WORDS_RULES, WordSet } from "./words.ts";

/** What the index works with. */
export interface WordIndexOptions {
  /** A connection that nobody waits for but searches. */
  readonly database: Pick<Database, "run">;
  readonly clock: Pick<Clock, "after">;
  readonly pacer: Pacer;
  readonly warn: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
}

/** A block of messages of a room. */
export interface Block {
  readonly room: number;
  /** Its number, from 0. */
  readonly block: number;
}

/** The words of all rooms. */
export class WordIndex {
  readonly #options: WordIndexOptions;
  readonly #waiting: Block[] = [];
  #cancel: (() => void) | undefined;
  #isClosed = false;
  #hasWarned = false;

  constructor(options: WordIndexOptions) {
    this.#options = options;
  }

  /** A message of this server has its id. */
  stored(room: number, id: number): void {
    if (id % BLOCK_MESSAGES !== 0 || this.#waiting.length >= MAX_WAITING_BLOCKS) return;
    this.#waiting.push({ room, block: id / BLOCK_MESSAGES - 1 });
    this.#plan();
  }

  /** Writes down the words of a block; `messages` are all that it has. Never rejects. */
  async save({ room, block }: Block, messages: readonly Stored<MsgFrame>[]): Promise<void> {
    const { database, pacer } = this.#options;
    const set = new WordSet();
    await pacer.each(messages, ({ event }) => set.add(event.text));
    const values = [room, block, WORDS_RULES, set.words?.join(" ")];
    await pacer.run(() => database.run(SAVE_WORDS, values)).catch(() => {
      // a search reads the block
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel?.();
  }

  #plan(): void {
    if (this.#isClosed || this.#cancel !== undefined) return;
    this.#cancel = this.#options.clock.after(WORDS_PAUSE_MS, () => {
      void this.#next(this.#waiting.shift()!).finally(() => {
        this.#cancel = undefined;
        if (this.#waiting.length > 0) this.#plan();
      });
    });
  }

  /** Writes down the words of a block. Where that fails, a search reads it. Never rejects. */
  async #next(block: Block): Promise<void> {
    try {
      const messages = await this.#read(block);
      if (messages.length > 0) await this.save(block, messages);
    } catch (cause) {
      // the same fault is in many blocks: one line for all of them
      if (!this.#hasWarned) {
        this.#options.warn("words not kept", { ...block, why: messageOf(cause) });
      }
      this.#hasWarned = true;
    }
  }

  /** Reads a block, part by part; no messages where the database does not answer. */
  async #read(block: Block): Promise<readonly Stored<MsgFrame>[]> {
    const { database, pacer } = this.#options;
    const messages: Stored<MsgFrame>[] = [];
    const start = block.block * BLOCK_MESSAGES + 1;
    for (let before = Infinity; before > start;) {
      const values = readValues(block, 1, before, MAX_PART_MESSAGES);
      const rows = await pacer.run(() => database.run(READ, values)).catch(() => undefined);
      if (rows === undefined) return [];
      await pacer.each(rows as readonly EventRow[], (row) => messages.push(messageOfRow(row)) > 0);
      if (rows.length < MAX_PART_MESSAGES) break;
      before = messages.at(-1)!.event.id;
    }
    return messages;
  }
}

/**
 * What is read of a block: its messages from `from` on, before `before`, the newest `count` of them, and all of
 * their texts.
 */
export function readValues(
  { room, block }: Block,
  from: number,
  before: number,
  count: number,
): unknown[] {
  const first = block * BLOCK_MESSAGES + 1;
  const last = Math.min(first + BLOCK_MESSAGES - 1, before - 1);
  return [room, Math.max(first, from), last, Number.MAX_SAFE_INTEGER, count];
}
