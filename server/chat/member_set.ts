/** Some members, by their sessions where several servers share those: a session may go on at another one. */

import type { Member } from "./member.ts";

/** A set of members. */
export class MemberSet {
  readonly #keys: Set<Member | number>;

  /** @param sessions Members by the numbers of their sessions. */
  constructor(sessions: Iterable<number> = []) {
    this.#keys = new Set(sessions);
  }

  /** How many there are. */
  get size(): number {
    return this.#keys.size;
  }

  /** The numbers of the sessions. */
  get sessions(): number[] {
    return [...this.#keys].filter((key) => typeof key === "number");
  }

  has(member: Member): boolean {
    return this.#keys.has(keyOf(member));
  }

  add(member: Member): void {
    this.#keys.add(keyOf(member));
  }

  delete(member: Member): void {
    this.#keys.delete(keyOf(member));
  }
}

function keyOf(member: Member): Member | number {
  return member.session ?? member;
}
