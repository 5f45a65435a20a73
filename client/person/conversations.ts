/** All rooms and private talks of a chat, and which of them is shown. Pure. */

import { foldNick } from "../../protocol/nick_fold.ts";
import { MAX_TALKS } from "../limits.ts";
import { Conversation } from "./conversation.ts";

/** The streams in the order in which they began. */
export class Conversations {
  #all = new Map<string, Conversation>();
  #shown: Conversation;

  /** @param room The room that is shown first. */
  constructor(room: string) {
    this.#shown = this.room(room);
  }

  /** The one that is shown. */
  get shown(): Conversation {
    return this.#shown;
  }

  /** Whether a private talk is shown: a command for a room would be for one that the user does not see. */
  get isTalkShown(): boolean {
    return this.#shown.kind === "person";
  }

  /** All of them, in the order in which they began. */
  get all(): readonly Conversation[] {
    return [...this.#all.values()];
  }

  /** How often the user is called where it is not shown. */
  get calls(): number {
    return this.all.reduce((sum, { calls }) => sum + calls, 0);
  }

  /** The room of this name; it begins now if there is none. */
  room(name: string): Conversation {
    return this.#get(`#${name}`, "room", name);
  }

  /**
   * The talk with this person; it begins now if there is none. Of too many the first that has nothing unread is
   * forgotten: everyone can write to the user, under one nickname after the other.
   */
  person(nick: string): Conversation {
    const key = `@${foldNick(nick)}`;
    const others = this.#others.filter(({ kind }) => kind === "person");
    if (!this.#all.has(key) && others.length >= MAX_TALKS) {
      this.remove(others.find(({ unread }) => unread === 0) ?? others[0]!);
    }
    return this.#get(key, "person", nick);
  }

  /**
   * Somebody is called otherwise from now on, and the talk with them is the same; the talk, if there is one.
   * Where there is one with that name already, both stay.
   */
  rename(nick: string, to: string): Conversation | undefined {
    const [from, key] = [`@${foldNick(nick)}`, `@${foldNick(to)}`];
    const talk = this.#all.get(from);
    if (talk === undefined || from !== key && this.#all.has(key)) return undefined;
    talk.name = to;
    this.#all = new Map(
      [...this.#all].map(([each, stream]) => [each === from ? key : each, stream]),
    );
    return talk;
  }

  /** The room of this name, if there is one. */
  findRoom(name: string): Conversation | undefined {
    return this.#all.get(`#${name}`);
  }

  /** Shows one of them. */
  show(conversation: Conversation): void {
    this.#shown = conversation;
  }

  /** Ends one that is not shown. */
  remove(conversation: Conversation): void {
    for (const [key, each] of this.#all) if (each === conversation) this.#all.delete(key);
  }

  /** Where to go next: where the user is called, else where something is unread. */
  get next(): Conversation | undefined {
    const others = this.#others;
    return others.find(({ calls }) => calls > 0) ?? others.find(({ unread }) => unread > 0);
  }

  /** In the order of the room bar: the one that is shown, those with calls, with unread, the others. */
  get inBarOrder(): readonly Conversation[] {
    const rank = ({ calls, unread }: Conversation) => calls > 0 ? 0 : unread > 0 ? 1 : 2;
    return [this.#shown, ...this.#others.toSorted((one, other) => rank(one) - rank(other))];
  }

  get #others(): readonly Conversation[] {
    return this.all.filter((each) => each !== this.#shown);
  }

  #get(key: string, kind: Conversation["kind"], name: string): Conversation {
    const found = this.#all.get(key) ?? new Conversation(kind, name);
    this.#all.set(key, found);
    return found;
  }
}
