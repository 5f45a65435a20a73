/** Tells by its first bytes what a server speaks. Pure. */

import { GREETING } from "../../protocol/frames.ts";

/** The meaning of a server's first bytes. */
export type Greeting =
  /** Too early to tell. */
  | { readonly kind: "waiting" }
  /** The whole greeting without a line feed: from the old server, if nothing follows. */
  | { readonly kind: "bare" }
  /** A native server; its frames begin after `length` bytes. `asked`: it wants a nickname. */
  | { readonly kind: "native"; readonly length: number; readonly asked: boolean }
  /** The old server. */
  | { readonly kind: "plain"; readonly length: number }
  /** No chat server. */
  | { readonly kind: "unknown" };

const LF = 0x0a;
const CR = 0x0d;
const BRACE = 0x7b;
const GREETING_BYTES = new TextEncoder().encode(GREETING);

/** What the first bytes of a server mean. */
export function readGreeting(bytes: Uint8Array): Greeting {
  // a full server refuses with a frame and asks for nothing
  if (bytes[0] === BRACE) return { kind: "native", length: 0, asked: false };
  const size = GREETING_BYTES.length;
  for (let i = 0; i < Math.min(bytes.length, size); i++) {
    if (bytes[i] !== GREETING_BYTES[i]) return { kind: "unknown" };
  }
  if (bytes.length < size) return { kind: "waiting" };
  if (bytes.length === size) return { kind: "bare" };
  if (bytes[size] === LF) return { kind: "native", length: size + 1, asked: true };
  if (bytes[size] !== CR) return { kind: "plain", length: size };
  if (bytes.length === size + 1) return { kind: "waiting" };
  if (bytes[size + 1] === LF) return { kind: "native", length: size + 2, asked: true };
  return { kind: "plain", length: size };
}
