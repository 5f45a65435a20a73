/**
 * When a node of a cluster that may write nothing any more begins anew, and how: in a new thread. So it is
 * another node, with a number of its own, and has nothing of what the one before it had in its memory.
 */

import type { ServeFlags } from "./options.ts";
import type { StorageError } from "./storage/backbone.ts";

/** The ports that a server goes on with: those that it had, where any free one was asked for. */
export type Ports = Pick<ServeFlags, "port" | "irc-port" | "web-port" | "metrics-port">;

/** What a server ends with that is to begin anew. */
export interface Anew {
  readonly anew: Ports;
}

/** Reasons that another node does not have. */
const CURABLE: ReadonlySet<string> = new Set(["fenced", "astray"]);

/** Whether a server that has ended with `cause` can begin anew: not if what it was given can be read only once. */
export async function canBeginAnew({ code }: StorageError, flags: ServeFlags): Promise<boolean> {
  if (!CURABLE.has(code)) return false;
  const { cert, key, cluster } = flags;
  const { "password-file": password, "oper-file": operators, "cluster-password-file": own } = flags;
  const files = [cert, key, password, operators, own, cluster?.rootCert];
  const lasting = await Promise.all(files.filter((path) => path !== undefined).map(isLasting));
  return lasting.every(Boolean);
}

/** Whether the file is no pipe. */
async function isLasting(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false; // it is gone, or may not be read any more
  }
}
