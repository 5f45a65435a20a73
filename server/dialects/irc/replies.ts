/** The lines that answer one command: collected, with the label of the command if it has one. */

import type { Slot } from "../../fanout/outlet.ts";
import { addTag, formatMessage, formatTag } from "./message_format.ts";

interface Piece {
  readonly slot: Slot | undefined;
  lines: string[];
}

/** Collects the answers to one command (IRCv3 labeled-response, batch). */
export class Replies {
  #label: string | undefined;
  #pieces: Piece[] = [{ slot: undefined, lines: [] }];

  /** @param label The label that the client has given the command, if any. */
  constructor(label?: string) {
    this.#label = label;
  }

  /** Whether there is nothing to send, not even that the command was done. */
  get isEmpty(): boolean {
    return !this.isLabeled && this.#pieces.every(({ lines }) => lines.length === 0);
  }

  /** Whether some lines belong to a slot. */
  get hasSlot(): boolean {
    return this.#pieces.some(({ slot }) => slot !== undefined);
  }

  /** Whether the answers have to be kept together. */
  get isLabeled(): boolean {
    return this.#label !== undefined;
  }

  /** Takes the label away, for a command that is not over yet. */
  takeLabel(): string | undefined {
    const label = this.#label;
    this.#label = undefined;
    return label;
  }

  /** Gives the answers the label of a command that began earlier. */
  giveLabel(label: string): void {
    this.#label = label;
  }

  /** Adds `lines`, each with its line end. */
  add(lines: string): void {
    if (lines !== "") this.#pieces.at(-1)!.lines.push(lines);
  }

  /** Lines that are added from now on go to the place that `slot` keeps. */
  open(slot: Slot): void {
    this.#pieces.push({ slot, lines: [] });
  }

  /** Lines that are added from now on come after all that. */
  close(): void {
    this.#pieces.push({ slot: undefined, lines: [] });
  }

  /**
   * Sends what was added.
   *
   * @param server The server's name.
   * @param batch A new name for a batch.
   */
  flush(send: (lines: string) => void, server: string, batch: () => string): void {
    if (this.#label !== undefined) this.#labeled(this.#label, server, batch);
    for (const { slot, lines } of this.#pieces) {
      const text = lines.join("");
      if (slot !== undefined) slot.fill(text);
      else if (text !== "") send(text);
    }
    this.#pieces = [{ slot: undefined, lines: [] }];
  }

  #labeled(label: string, server: string, batch: () => string): void {
    const tag = formatTag("label", label);
    for (const piece of this.#pieces) {
      piece.lines = piece.lines.flatMap((lines) => lines.split(/(?<=\r\n)/));
    }
    const full = this.#pieces.filter(({ lines }) => lines.length > 0);
    const count = full.reduce((sum, { lines }) => sum + lines.length, 0);
    const first = full[0] ?? this.#pieces.at(-1)!;
    const last = full.at(-1) ?? first;
    if (count === 0) {
      first.lines = [addTag(formatMessage(server, "ACK", []), tag)];
    } else if (count === 1 || isBatch(first.lines[0]!, last.lines.at(-1)!)) {
      first.lines[0] = addTag(first.lines[0]!, tag);
    } else {
      const name = batch();
      for (const piece of full) piece.lines = piece.lines.map((line) => inBatch(line, name));
      const start = formatMessage(server, "BATCH", [`+${name}`, "labeled-response"]);
      first.lines.unshift(addTag(start, tag));
      last.lines.push(formatMessage(server, "BATCH", [`-${name}`]));
    }
  }
}

/** `line` as a part of the batch. A line of an inner batch stays as it is. */
function inBatch(line: string, name: string): string {
  return /^@(?:[^ ;]*;)*batch=/.test(line) ? line : addTag(line, `batch=${name}`);
}

/** Whether the two lines begin and end the same batch: then that batch gets the label. */
function isBatch(first: string, last: string): boolean {
  const name = / BATCH \+(\S+) /.exec(first)?.[1];
  return name !== undefined && last.endsWith(` BATCH -${name}\r\n`);
}
