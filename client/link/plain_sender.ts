/**
 * Sends the outbox to the old server.
 *
 * That server takes all that it reads at once for one message, so each piece is one write, with a
 * pause before the next. It acknowledges nothing, so what was written counts as sent, unless the
 * connection breaks right after.
 */

import { plainPieces } from "./plain_text.ts";
import { MAX_PLAIN_WRITE_BYTES, PLAIN_SETTLED_MS, PLAIN_SPACING_MS } from "../limits.ts";
import type { OutboxItem } from "./outbox.ts";
import type { DialectContext } from "./dialect.ts";

/** Writes the items of the outbox, one after the other. */
export class PlainSender {
  readonly #context: DialectContext;
  readonly #written: (item: OutboxItem) => void;
  /** Written so lately that a break of the connection may have lost them. */
  #recent: { readonly item: OutboxItem; readonly at: number }[] = [];
  #current: OutboxItem | undefined;
  #pieces: string[] = [];
  #busy = false;
  #ended = false;
  #leaving = false;
  #cancel = () => {};

  /** @param written Is called when all of an item has been written. */
  constructor(context: DialectContext, written: (item: OutboxItem) => void) {
    this.#context = context;
    this.#written = written;
  }

  /** Writes the nickname: a message right after it would be read as part of it. */
  nickname(nick: string): void {
    this.#write(nick);
  }

  /** Writes what may be written now. The rest follows. */
  flush(): void {
    const { outbox, nick } = this.#context.session;
    if (this.#busy || this.#ended || nick === undefined) return;
    while (this.#pieces.length === 0) {
      const item = outbox.next();
      if (item === undefined) return this.#idle();
      outbox.markSent(item.cid, nick);
      if (item.command.kind === "say") this.#begin(item, item.command);
      else this.#refuse(item);
    }
    this.#write(this.#pieces.shift() ?? "");
  }

  /** Closes this side of the connection as soon as all is written. */
  leave(): void {
    this.#leaving = true;
    this.flush();
  }

  /** The connection is gone: reports what may be lost, and keeps what was not begun. */
  closed(clean: boolean): void {
    this.#ended = true;
    this.#cancel();
    const { session: { outbox }, clock, emit } = this.#context;
    const recent = this.#recent.filter(({ at }) => clock.now() - at < PLAIN_SETTLED_MS);
    const doubtful = clean ? [] : recent.map(({ item }) => item);
    if (this.#current !== undefined) doubtful.push(this.#current);
    for (const item of doubtful) {
      outbox.remove(item.cid);
      emit({ type: "refused", item, code: "in_doubt", message: "" });
    }
    outbox.disconnected();
  }

  #begin(
    item: OutboxItem,
    { text, action }: { readonly text: string; readonly action?: true },
  ): void {
    this.#current = item;
    const { nick } = this.#context.session;
    this.#pieces = plainPieces(action ? `* ${nick} ${text}` : text, MAX_PLAIN_WRITE_BYTES);
  }

  #refuse(item: OutboxItem): void {
    this.#context.session.outbox.remove(item.cid);
    this.#context.emit({ type: "refused", item, code: "unsupported", message: "" });
  }

  #idle(): void {
    if (this.#leaving) this.#context.closeWrite();
  }

  async #write(piece: string): Promise<void> {
    this.#busy = true;
    await this.#context.write(piece);
    if (this.#ended) return;
    if (this.#pieces.length === 0) this.#complete();
    this.#cancel = this.#context.clock.after(PLAIN_SPACING_MS, () => {
      this.#busy = false;
      this.flush();
    });
  }

  #complete(): void {
    const item = this.#current;
    if (item === undefined) return;
    this.#current = undefined;
    const now = this.#context.clock.now();
    this.#recent = this.#recent.filter(({ at }) => now - at < PLAIN_SETTLED_MS);
    this.#recent.push({ item, at: now });
    this.#context.session.outbox.remove(item.cid);
    this.#context.emit({ type: "acknowledged", item });
    this.#written(item);
  }
}
