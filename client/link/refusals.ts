/** What the codes of a server's errors mean for the connection. Pure. */

import type { ErrorCode } from "../../protocol/frames.ts";

/** Codes after which the server ends the connection. */
const CUTS: readonly ErrorCode[] = [
  "flood",
  "full",
  "hello_timeout",
  "internal",
  "ping_timeout",
  "slow",
  "too_many_bad_lines",
];

/**
 * Codes after which connecting again would not help, or would throw out whoever has the session
 * now.
 */
const FATAL: readonly ErrorCode[] = ["bad_version", "banned", "kicked", "replaced"];

/** Codes that refuse what a session says of itself: said again, they would come again. */
const HELLO: readonly ErrorCode[] = ["bad_frame", "bad_room", "not_admitted"];

/** Whether the server ends the connection after this. */
export function precedesCut(code: ErrorCode): boolean {
  return CUTS.includes(code);
}

/** Whether connecting again is of no use after this. */
export function isFatal(code: ErrorCode): boolean {
  return FATAL.includes(code);
}

/** Whether this answer to `hello` would come again. */
export function refusesHello(code: ErrorCode): boolean {
  return HELLO.includes(code);
}
