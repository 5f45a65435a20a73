/** Events as rows of the table `event`, and back. Pure. */

import type { MsgFrame } from "../../../protocol/frames.ts";
import type { Draft, Stored } from "../journal.ts";
import { record } from "../local/record.ts";
import { Timestamps } from "../local/timestamps.ts";

/** The kinds of events, as the table has them. */
const KINDS = { msg: "m", joined: "j", left: "l", renamed: "r", topic: "t" } as const;

/** What a draft has for the columns of the table. */
export interface DraftRow {
  readonly kind: string;
  readonly nick: string;
  readonly cid: string;
  readonly text: string | null;
  readonly extra: object | null;
}

/** A row of the table. */
export interface EventRow extends DraftRow {
  readonly room: number;
  readonly pos: number;
  readonly id: number | null;
  readonly ms: number;
  readonly node: number;
  readonly seq: number;
  readonly session: number;
}

/** The columns of an event that a node reads. */
export const EVENT_COLUMNS =
  "e.room, e.pos, e.id, e.ms, e.kind::text as kind, e.node, e.seq, e.session, e.nick, e.cid, e.text, e.extra";

/** The row of a draft. `cid` is for a draft that brings none: the node's own, with a space in front. */
export function draftRow(draft: Draft, cid: string, isQuit = false): DraftRow {
  const kind = KINDS[draft.type];
  const nick = storable(draft.nick);
  switch (draft.type) {
    case "msg": {
      const { text, action, notice } = draft;
      const extra = action || notice ? { action, notice } : null;
      return { kind, nick, cid: draft.cid === "" ? cid : draft.cid, text: storable(text), extra };
    }
    case "joined":
      return { kind, nick, cid, text: null, extra: draft.resumed ? { resumed: true } : null };
    case "left": {
      const { reason, by } = draft;
      const extra = reason === undefined && by === undefined && !isQuit ? null : {
        ...(isQuit ? { quit: true } : {}),
        ...(reason === undefined ? {} : { reason: storable(reason) }),
        ...(by === undefined ? {} : { by: storable(by) }),
      };
      return { kind, nick, cid, text: null, extra };
    }
    case "renamed":
      return { kind, nick, cid, text: null, extra: { to: storable(draft.to) } };
    case "topic":
      return { kind, nick, cid, text: null, extra: { topic: storable(draft.topic) } };
  }
}

/** The event of a row with its line; `ms` is its time, `id` that of a message. */
export function storedOf(
  row: DraftRow & { readonly id: number | null; readonly ms: number },
): Stored {
  const stored = record(draftOf(row), row.id ?? 0, timestamps.format(row.ms));
  const isQuit = row.kind === "l" && row.extra !== null && "quit" in row.extra;
  return isQuit ? { ...stored, isQuit } : stored;
}

/** The message of a row. */
export function messageOfRow(row: EventRow): Stored<MsgFrame> {
  return storedOf(row) as Stored<MsgFrame>;
}

/** The columns of drafts as `say` takes them. */
export function sayValues(
  drafts: readonly { readonly room: number; readonly session: number; readonly row: DraftRow }[],
): unknown[] {
  return [
    drafts.map(({ room }) => room),
    drafts.map(({ row }) => row.kind),
    drafts.map(({ session }) => session),
    drafts.map(({ row }) => row.nick),
    drafts.map(({ row }) => row.cid),
    drafts.map(({ row }) => row.text),
    drafts.map(({ row }) => row.extra === null ? null : JSON.stringify(row.extra)),
  ];
}

const timestamps = new Timestamps();

function draftOf({ kind, nick, cid, text, extra }: DraftRow): Draft {
  const more = extra ?? {};
  switch (kind) {
    case "j":
      return { type: "joined", nick, ...more };
    case "l": {
      // the database has another order of fields, and all nodes hand back the same line
      const { reason, by } = more as { reason?: string; by?: string };
      return {
        ...{ type: "left", nick },
        ...(reason === undefined ? {} : { reason }),
        ...(by === undefined ? {} : { by }),
      };
    }
    case "r":
      return { type: "renamed", nick, ...more } as Draft;
    case "t":
      return { type: "topic", nick, ...more } as Draft;
    default:
      return { type: "msg", nick, text: text ?? "", cid: cid.startsWith(" ") ? "" : cid, ...more };
  }
}

/** The last time of JavaScript. */
const MAX_MS = 8.64e15;

/** A time that PostgreSQL takes as a bigint. */
export function bounded(ms: number): number {
  return Math.max(-MAX_MS, Math.min(MAX_MS, ms));
}

/** JSON that PostgreSQL stores. */
export function jsonOf(value: object): string {
  return JSON.stringify(value, (_, part) => typeof part === "string" ? storable(part) : part);
}

/** PostgreSQL stores neither half a surrogate pair nor U+0000. */
export function storable(text: string): string {
  const whole = text.toWellFormed();
  return whole.includes("\0") ? whole.replaceAll("\0", "\ufffd") : whole;
}
