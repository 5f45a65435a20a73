/** What the page keeps: the session of this tab, drafts, unsent messages, how far rooms are read. */

import type { SavedItem } from "../link/outbox.ts";
import { ABANDONED_MS } from "../limits.ts";
import type { PageStorage } from "./browser_storage.ts";

/** The session of a tab: a reload goes on with it. */
export interface TabSession {
  /** Random, of this tab alone. */
  readonly id: string;
  readonly nick?: string | undefined;
  readonly resume?: string | undefined;
  /** The rooms that it is in, the shown one first. */
  readonly rooms?: readonly string[];
  /** How many pages this tab has had. */
  readonly loads: number;
}

/** Unsent messages of a tab, as they are kept. */
interface SavedOutbox {
  /** When its tab said last that it is there, in milliseconds since 1970. */
  readonly at: number;
  readonly items: readonly SavedItem[];
}

const SESSION = "session";
const DRAFT = "draft.";
const OUTBOX = "outbox.";
const SEEN = "seen.";

/** What a memory works with. */
export interface MemoryOptions {
  /** Lives as long as the tab, over reloads. */
  readonly tab: PageStorage;
  /** Lives on, for all tabs. */
  readonly shared: PageStorage;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A random identifier. */
  readonly newId: () => string;
}

/** The memory of one tab. */
export class Memory {
  readonly #options: MemoryOptions;
  #session: TabSession;

  constructor(options: MemoryOptions) {
    this.#options = options;
    const before = parse<TabSession>(options.tab.get(SESSION));
    this.#session = typeof before?.id === "string"
      ? { ...before, loads: (before.loads || 0) + 1 }
      : { id: options.newId(), loads: 1 };
    this.#save();
  }

  /** The session of this tab. */
  get session(): TabSession {
    return this.#session;
  }

  /** Keeps what has changed of the session. */
  keep(changes: Partial<TabSession>): void {
    this.#session = { ...this.#session, ...changes };
    this.#save();
    if (changes.nick !== undefined) this.#options.shared.set("nick", changes.nick);
  }

  /** The nickname used last in any tab. */
  get lastNick(): string {
    return this.#options.shared.get("nick") ?? "";
  }

  /** The draft of a room. Each tab has its own, so that two tabs do not take texts from each other. */
  draft(room: string): string {
    return this.#options.tab.get(DRAFT + room) ?? "";
  }

  /** Keeps a draft. */
  keepDraft(room: string, text: string): void {
    const { tab } = this.#options;
    if (text === "") tab.remove(DRAFT + room);
    else tab.set(DRAFT + room, text);
  }

  /** Id of the newest message of a room that was read; `undefined` where none was yet. */
  seen(room: string): number | undefined {
    const id = Number(this.#options.shared.get(SEEN + room));
    return Number.isSafeInteger(id) && id > 0 ? id : undefined;
  }

  /** Keeps how far a room is read. */
  keepSeen(room: string, id: number): void {
    this.#options.shared.set(SEEN + room, String(id));
  }

  /** The room of which another tab has read more, when `key` is what that tab has changed. */
  seenRoomOf(key: string): string | undefined {
    return key.startsWith(SEEN) ? key.slice(SEEN.length) : undefined;
  }

  /** The messages of this tab that were not acknowledged. */
  get unsent(): readonly SavedItem[] {
    return this.#outbox(this.#session.id)?.items ?? [];
  }

  /** Keeps the messages that are not acknowledged, with the time: a tab that is closed says no more. */
  keepUnsent(items: readonly SavedItem[]): void {
    const { shared, now } = this.#options;
    const key = OUTBOX + this.#session.id;
    if (items.length === 0) shared.remove(key);
    else shared.set(key, JSON.stringify({ at: now(), items } satisfies SavedOutbox));
  }

  /** The messages that closed tabs have left. */
  get abandoned(): readonly SavedItem[] {
    return this.#abandonedKeys().flatMap((key) => this.#outbox(key)?.items ?? []);
  }

  /** Removes the messages that closed tabs have left. */
  forgetAbandoned(): void {
    for (const key of this.#abandonedKeys()) this.#options.shared.remove(OUTBOX + key);
  }

  #abandonedKeys(): string[] {
    const { shared, now } = this.#options;
    return shared.keys()
      .filter((key) => key.startsWith(OUTBOX))
      .map((key) => key.slice(OUTBOX.length))
      .filter((id) => id !== this.#session.id)
      .filter((id) => now() - (this.#outbox(id)?.at ?? 0) > ABANDONED_MS);
  }

  #outbox(id: string): SavedOutbox | undefined {
    const saved = parse<SavedOutbox>(this.#options.shared.get(OUTBOX + id));
    return Array.isArray(saved?.items) ? saved : undefined;
  }

  #save(): void {
    this.#options.tab.set(SESSION, JSON.stringify(this.#session));
  }
}

function parse<T>(text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined; // of another version of the page
  }
}
