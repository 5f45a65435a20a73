/**
 * Takes the outbox to the old server, which acknowledges nothing and takes for one message whatever
 * it reads at once: each piece is one write, with a pause before the next.
 *
 * What was written counts as sent, unless the connection breaks right after.
 */

import { plainPieces } from "./plain_text.ts";
import { MAX_PLAIN_WRITE_BYTES, PLAIN_SETTLED_MS, PLAIN_SPACING_MS } from "../limits.ts";
import type { Item } from "./outbox.ts";
import type { Port } from "./talk.ts";

/** See the module. */
export class PlainSender {
  readonly #port: Port;
  readonly #written: (item: Item) => void;
  /** Written, but so lately that a break of the connection may have swallowed them. */
  #unsettled: { readonly item: Item; readonly at: number }[] = [];
  #current: Item | undefined;
  #pieces: string[] = [];
  #busy = false;
  #ended = false;
  #leaving = false;
  #cancel = () => {};

  /** @param written Called when all of an item has been written. */
  constructor(port: Port, written: (item: Item) => void) {
    this.#port = port;
    this.#written = written;
  }

  /** Writes the nickname, which is no message but glues to one all the same. */
  nickname(nick: string): void {
    this.#write(nick);
  }

  /** Writes what may be written now; the rest follows. */
  pump(): void {
    const { outbox, nick } = this.#port.session;
    if (this.#busy || this.#ended || nick === undefined) return;
    while (this.#pieces.length === 0) {
      const item = outbox.next();
      if (item === undefined) return this.#idle();
      outbox.sent(item.cid, nick);
      if (item.wish.kind === "say") this.#begin(item, item.wish);
      else this.#refuse(item);
    }
    this.#write(this.#pieces.shift() ?? "");
  }

  /** Closes this side as soon as all is written. */
  leave(): void {
    this.#leaving = true;
    this.pump();
  }

  /** The connection is gone: names what it may have swallowed, and keeps what was not begun. */
  closed(clean: boolean): void {
    this.#ended = true;
    this.#cancel();
    const { session: { outbox }, clock, emit } = this.#port;
    const recent = this.#unsettled.filter(({ at }) => clock.now() - at < PLAIN_SETTLED_MS);
    const doubtful = clean ? [] : recent.map(({ item }) => item);
    if (this.#current !== undefined) doubtful.push(this.#current);
    for (const item of doubtful) {
      outbox.take(item.cid);
      emit({ type: "refused", item, code: "in_doubt", message: "" });
    }
    outbox.cut();
  }

  #begin(item: Item, { text, action }: { readonly text: string; readonly action?: true }): void {
    this.#current = item;
    const { nick } = this.#port.session;
    this.#pieces = plainPieces(action ? `* ${nick} ${text}` : text, MAX_PLAIN_WRITE_BYTES);
  }

  #refuse(item: Item): void {
    this.#port.session.outbox.take(item.cid);
    this.#port.emit({ type: "refused", item, code: "unsupported", message: "" });
  }

  #idle(): void {
    if (this.#leaving) this.#port.closeWrite();
  }

  async #write(piece: string): Promise<void> {
    this.#busy = true;
    await this.#port.write(piece);
    if (this.#ended) return;
    if (this.#pieces.length === 0) this.#complete();
    this.#cancel = this.#port.clock.after(PLAIN_SPACING_MS, () => {
      this.#busy = false;
      this.pump();
    });
  }

  #complete(): void {
    const item = this.#current;
    if (item === undefined) return;
    this.#current = undefined;
    const now = this.#port.clock.now();
    this.#unsettled = this.#unsettled.filter(({ at }) => now - at < PLAIN_SETTLED_MS);
    this.#unsettled.push({ item, at: now });
    this.#port.session.outbox.take(item.cid);
    this.#port.emit({ type: "acknowledged", item });
    this.#written(item);
  }
}
