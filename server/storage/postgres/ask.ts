/** What a node asks its database, and what it is told when there is no answer. */

import { StorageError } from "../backbone.ts";
import type { Row, Statement } from "./client.ts";
import type { Database } from "./database.ts";
import { Refusal } from "./database_error.ts";

/** Who asks. */
export interface Asking {
  readonly database: Database;
  /** The number of the node. */
  readonly node: number;
  /** Whether this node may count on being alive. */
  readonly isAlive: () => boolean;
  readonly onFenced: (cause: Refusal) => void;
}

/** Asks once. @throws {StorageError} `unreachable`. */
export async function ask(
  { database, isAlive, onFenced }: Asking,
  statement: Statement,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  if (!isAlive()) throw new StorageError("unreachable", {});
  try {
    return await database.run(statement, values);
  } catch (cause) {
    if (cause instanceof Refusal && cause.code === "CH001") onFenced(cause);
    throw new StorageError("unreachable", {}, { cause });
  }
}

/** Waits for rows. @throws {StorageError} `unreachable`. */
export async function orUnreachable(rows: Promise<readonly Row[]>): Promise<readonly Row[]> {
  try {
    return await rows;
  } catch (cause) {
    throw new StorageError("unreachable", {}, { cause });
  }
}
