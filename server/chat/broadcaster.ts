/**
 * Shows what happens in a room to its members here. An event is encoded once for all who read alike, and
 * joins and leaves are folded for those who need not see each of them.
 */

import { encodeFrame, type MsgFrame } from "../../protocol/frames.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Audience, Exclusion } from "../fanout/audience.ts";
import type { Stored } from "../storage/journal.ts";
import type { Author, Encoding, Member } from "./member.ts";
import { PresenceFold } from "./presence_fold.ts";

/** Shows the events of one room. What it shows is sent when the audience is flushed. */
export class Broadcaster {
  readonly #room: string;
  readonly #audience: Audience<Encoding, Member>;
  readonly #presence: PresenceFold<Author>;

  constructor(room: string, audience: Audience<Encoding, Member>, clock: Clock) {
    this.#room = room;
    this.#audience = audience;
    this.#presence = new PresenceFold({
      clock,
      announce: (event, by) => {
        this.#show({ event, line: encodeFrame(event) }, by, isFolded);
        this.#audience.flush();
      },
    });
  }

  /** Shows an event to the members, and tells its author that it has happened. */
  event(stored: Stored, by: Author | undefined): void {
    const { event } = stored;
    if (event.type === "joined" || event.type === "left") {
      this.#show(stored, by, isUnfolded);
      this.#presence.push(event, by);
    } else if (event.type !== "topic" || event.set === undefined) {
      this.#presence.flushFor(event.nick);
      if (event.type === "renamed") this.#presence.flushFor(event.to);
      this.#show(stored, by);
    }
    if (by !== undefined) this.#tellAuthor(stored, by);
  }

  /** Shows something that is in no log, but for `except`. */
  pass(render: (encoding: Encoding) => string, except: Exclusion<Member>): void {
    for (const encoding of this.#audience.encodings) {
      const lines = render(encoding);
      if (lines !== "") this.#audience.append(encoding, lines, except);
    }
    this.#audience.flush();
  }

  #tellAuthor(stored: Stored, { member, metadata }: Author): void {
    // the time of the record, since a look at the clock costs more
    if (stored.event.type === "msg") member.saidAt = stored.event.ts;
    member.happened?.(stored, this.#room, metadata);
    if (isMessage(stored) && !this.#audience.isListening(member)) {
      // it was removed meanwhile, and has not seen it with the others
      member.repeated?.(stored, this.#room);
    }
  }

  /** Encodes an event once for each encoding in use. */
  #show(stored: Stored, by: Author | undefined, isMeant?: (encoding: Encoding) => boolean): void {
    for (const encoding of this.#audience.encodings) {
      if (isMeant !== undefined && !isMeant(encoding)) continue;
      // the author reads only one of the encodings
      const isOwn = by?.member.encoding === encoding && !encoding.echoes(stored);
      const told = encoding.namesRoom ? undefined : by?.metadata?.told;
      const except = isOwn || told ? { member: isOwn ? by.member : undefined, told } : undefined;
      this.#audience.append(encoding, encoding.render(stored, this.#room, by), except);
    }
  }
}

function isMessage(stored: Stored): stored is Stored<MsgFrame> {
  return stored.event.type === "msg";
}

function isUnfolded(encoding: Encoding): boolean {
  return encoding.unfolded === true;
}

function isFolded(encoding: Encoding): boolean {
  return encoding.unfolded !== true;
}
