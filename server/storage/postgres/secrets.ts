/** The digests of the secrets of this node's sessions: with them it can give sessions back that are lost. Pure. */

import type { EventRow } from "./rows.ts";

/** Secrets by the numbers of their sessions. */
export class Secrets {
  readonly #bySession = new Map<number, string>();
  /** Sessions that stand in the log of names as this node's. */
  readonly #followed = new Set<number>();

  /** Those of the sessions that are at this node. */
  get bySession(): ReadonlyMap<number, string> {
    return this.#bySession;
  }

  /** A session is at this node from now on. The log of names says so a moment later. */
  add(session: number, digest: string): void {
    this.#bySession.set(session, digest);
    this.#followed.delete(session);
  }

  /** The session has ended. */
  remove(session: number): void {
    this.#bySession.delete(session);
    this.#followed.delete(session);
  }

  /** Takes an event of the log of names: a session that goes on at another node is not kept. */
  followed({ kind, session, node }: EventRow, here: number): void {
    if (!this.#bySession.has(session)) return;
    if (node === here && kind !== "g") this.#followed.add(session);
    // what is older than its coming here does not count
    else if (this.#followed.has(session)) this.remove(session);
  }
}
