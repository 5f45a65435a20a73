/** What was typed in each room of a server, as text: to be called back by the next client. Pure. */

import { MAX_KEPT_TEXT_CHARS, MAX_KEPT_TEXTS, MAX_TYPED_FILE_BYTES } from "../limits.ts";
import { utf8Bytes } from "../../protocol/text.ts";

/** The texts of each room, oldest first; the room used last is the last. */
export type TypedTexts = ReadonlyMap<string, readonly string[]>;

/** `typed` with a text as the latest of its room. Each text is there once; one that is too long is not kept. */
export function withTyped(typed: TypedTexts, room: string, text: string): TypedTexts {
  if (text.trim() === "" || text.length > MAX_KEPT_TEXT_CHARS) return typed;
  const others = (typed.get(room) ?? []).filter((each) => each !== text);
  const rooms = new Map(typed);
  rooms.delete(room);
  return rooms.set(room, [...others, text].slice(-MAX_KEPT_TEXTS));
}

/** The text of a file. Where it would be too long, the oldest of the room that was used first are left out. */
export function writeTyped(typed: TypedTexts): string {
  const rooms = [...typed].map(([room, texts]) => ({ room, texts: [...texts] }));
  for (;;) {
    const text = JSON.stringify({ v: 1, rooms }, null, 1) + "\n";
    const over = utf8Bytes(text) - MAX_TYPED_FILE_BYTES;
    const [first] = rooms;
    if (over <= 0 || first === undefined) return text;
    // in steps, as each look at the size costs as much as the whole
    let gone = 0;
    while (gone < over && first.texts.length > 0) gone += utf8Bytes(first.texts.shift() ?? "");
    if (first.texts.length === 0) rooms.shift();
  }
}

/** Reads what `writeTyped` wrote, as far as it can be understood; `undefined` where it is something else. */
export function readTyped(text: string): TypedTexts | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // written by something else
  }
  if (!isRecord(value) || value.v !== 1 || !Array.isArray(value.rooms)) return undefined;
  let typed: TypedTexts = new Map();
  for (const each of value.rooms) {
    if (!isRecord(each) || typeof each.room !== "string" || !Array.isArray(each.texts)) continue;
    for (const text of each.texts) {
      if (typeof text === "string") typed = withTyped(typed, each.room, text);
    }
  }
  return typed;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
