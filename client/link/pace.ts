/** How fast messages may go out without being held back by the server. Pure. */

import type { LimitsInfo } from "../../protocol/frames.ts";
import { TokenBucket } from "../../runtime/token_bucket.ts";

/** A part of the server's own rate: its clock and this one need not agree to the millisecond. */
const MARGIN = 0.9;

/**
 * A token bucket like the server's, a little slower. A client that keeps to it is never held back, so
 * a long paste or a script is delayed here and never cut for flooding there.
 */
export function paceOf({ rate, burst }: Pick<LimitsInfo, "rate" | "burst">): TokenBucket {
  return new TokenBucket(rate * MARGIN, Math.max(1, Math.floor(burst * MARGIN)));
}
