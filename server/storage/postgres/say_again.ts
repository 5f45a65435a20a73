/**
 * What the database has lost and this node remembers is said again, by whomever it was, under its own
 * session and `cid`: so it is stored once, whichever nodes remember it.
 *
 * 1. A node knows the secrets of its own members. It gives back to the database those sessions that are lost.
 * 2. What was said in a lost session of another node waits a moment for that node to do the same.
 * 3. All is said as a node of its own, which is gone afterwards: this one may not write any more.
 */

import { NODE_DEAD_MS, REAP_MS, SESSIONS_BACK_MS, SESSIONS_LOOK_MS } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { Row, Statement } from "./client.ts";
import type { Database } from "./database.ts";
import { Refusal } from "./database_error.ts";
import type { Remembered, Said } from "./remembered.ts";
import { LAST_KEPT, OPEN_ROOM, REGISTER, RESIGN, RESTORE_SESSIONS } from "./statements.ts";
import { Writer } from "./writer.ts";

/** What a node remembers, and how it reaches the database. */
export interface SayAgainOptions {
  readonly database: Pick<Database, "run">;
  readonly clock: Clock;
  /** The host and the port by which clients reach this node. */
  readonly address: string;
  /** What is remembered of the rooms that have lost something, by their numbers. */
  readonly rooms: ReadonlyMap<number, Remembered>;
  /** The digests of the secrets of this node's sessions, by their numbers. */
  readonly secrets: ReadonlyMap<number, string>;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** What has come of it. */
export interface SaidAgain {
  /** What this node has stored again. */
  readonly stored: number;
  /** What another node had stored again before. */
  readonly repeated: number;
  /** What the database has refused. */
  readonly refused: number;
}

/** A thing to say in a room. */
interface Saying extends Said {
  readonly room: number;
}

/** Says again what is lost. Rejects when `signal` aborts before it is done. */
export async function sayAgain(options: SayAgainOptions): Promise<SaidAgain> {
  const lost = await lostOf(options);
  const sessions = await restored(options, lost.map(({ session }) => session));
  if (lost.length === 0) return { stored: 0, repeated: 0, refused: 0 };
  const name = `${options.address} (says again)`;
  const as = [crypto.randomUUID(), crypto.randomUUID(), name];
  const [row] = await insist(options, REGISTER, as);
  const node: number = row!.node;
  try {
    return await say(options, node, lost, sessions);
  } finally {
    // the other nodes remove it at their next look
    await insist(options, RESIGN, [node, NODE_DEAD_MS + REAP_MS]).catch(() => {});
  }
}

/** What is remembered behind the newest message that the database still has. */
async function lostOf(options: SayAgainOptions): Promise<Saying[]> {
  const lost: Saying[] = [];
  for (const [room, { room: name, said }] of options.rooms) {
    const places = [said.map(({ pos }) => pos), said.map(({ ms }) => ms)];
    const [kept] = await insist(options, LAST_KEPT, [room, ...places]);
    const gone = said.filter(({ pos }) => pos > kept!.pos);
    if (gone.length === 0) continue;
    // the room may be lost too: then it has another number
    const [open] = await insist(options, OPEN_ROOM, [name]);
    for (const one of gone) lost.push({ ...one, room: open!.room });
  }
  return lost;
}

/** The numbers that sessions have now, by those that they had. */
async function restored(
  options: SayAgainOptions,
  others: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const { secrets, clock, signal } = options;
  const all = [...new Set([...secrets.keys(), ...others])];
  const values = [all, all.map((session) => secrets.get(session) ?? null)];
  const end = clock.now() + SESSIONS_BACK_MS;
  for (;;) {
    const rows = await insist(options, RESTORE_SESSIONS, values);
    const known = rows.filter(({ now }) => now !== null);
    const isOver = known.length === all.length || clock.now() >= end;
    if (isOver) return new Map(known.map(({ was, now }) => [was, now]));
    await new Promise<void>((resolve) => clock.after(SESSIONS_LOOK_MS, resolve));
    signal.throwIfAborted();
  }
}

async function say(
  { database, clock, signal }: SayAgainOptions,
  node: number,
  lost: readonly Saying[],
  sessions: ReadonlyMap<number, number>,
): Promise<SaidAgain> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const writer = new Writer({
    ...{ database, clock, node, onStored: () => {}, onFenced: reject },
    counts: { batches: 0, unknown: 0, repeated: 0 },
  });
  signal.addEventListener("abort", () => {
    writer.stop();
    reject(signal.reason);
  });
  const done = { stored: 0, repeated: 0, refused: 0 };
  const count = (what: keyof SaidAgain) => {
    done[what]++;
    if (done.stored + done.repeated + done.refused === lost.length) resolve();
  };
  for (const { room, session, row } of lost) {
    writer.push({
      ...{ room, row, session: sessions.get(session) ?? session, bytes: row.text?.length ?? 0 },
      placed: ({ was }) => count(was ? "repeated" : "stored"),
      failed: () => count("refused"),
    });
  }
  await promise;
  return done;
}

/** Asks until there is an answer. @throws {Refusal} */
async function insist(
  { database, signal }: SayAgainOptions,
  statement: Statement,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await database.run(statement, values, Infinity);
    } catch (cause) {
      if (cause instanceof Refusal) throw cause;
      // nothing is known of it: each of these can be asked twice
    }
  }
}
