/** A member without a dialect: what it is told stands in lists. */

import type { Draft, Stored } from "../../../server/storage/journal.ts";
import type { Author, DirectMessage, Encoding, Member } from "../../../server/chat/member.ts";
import type { Outlet } from "../../../server/fanout/outlet.ts";
import { outletWith } from "./outlet.ts";
import type { Writer } from "./writer.ts";

/** An encoding that can be read at a glance: `#1 ann: hi`, `+ann`, `-ann`, `ann > bob`. */
export function terse(options: Partial<Encoding> = {}): Encoding {
  return { render: ({ event }) => `${words(event)}\n`, echoes: () => true, ...options };
}

function words(event: Stored["event"]): string {
  switch (event.type) {
    case "msg":
      return `#${event.id} ${event.nick}: ${event.text}`;
    case "joined":
    case "left": {
      const others = event.others === undefined ? "" : ` and ${event.others}`;
      return `${event.type === "joined" ? "+" : "-"}${event.nick}${others}`;
    }
    case "renamed":
      return `${event.nick} > ${event.to}`;
    case "topic":
      return `topic ${event.topic}`;
  }
}

/** The one encoding that members share where a test does not say otherwise. */
export const TERSE = terse();

/** A member that takes all it is sent at once. */
export class FakeMember implements Member {
  nick = "";
  resume: string;
  readonly outlet: Outlet;
  readonly encoding: Encoding;
  readonly writer: Writer;
  /** What it was told beside the rooms. */
  readonly told: {
    readonly direct: DirectMessage[];
    readonly notSaved: Draft[];
    readonly expelled: [room: string | undefined, by: string, reason: string][];
    replaced: number;
  } = { direct: [], notSaved: [], expelled: [], replaced: 0 };

  constructor(resume = "secret", encoding = TERSE) {
    const { outlet, writer } = outletWith({ fast: true });
    this.outlet = outlet;
    this.writer = writer;
    this.resume = resume;
    this.encoding = encoding;
  }

  direct(message: DirectMessage): void {
    this.told.direct.push(message);
  }

  notSaved(draft: Draft): void {
    this.told.notSaved.push(draft);
  }

  replaced(): void {
    this.told.replaced++;
  }

  expelled(room: string | undefined, by: string, reason: string): void {
    this.told.expelled.push([room, by, reason]);
  }

  /** The lines it got, without their line feeds. */
  get lines(): string[] {
    return this.writer.text.split("\n").slice(0, -1);
  }
}

/** `member` as whoever causes an event. */
export function by(member: Member): Author {
  return { member };
}
