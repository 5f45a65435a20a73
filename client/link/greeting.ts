/** What answers, judged by its first bytes. Pure. */

import { GREETING } from "../../protocol/frames.ts";

/** What the first bytes of a server mean. */
export type Greeting =
  /** Too early to tell. */
  | { readonly kind: "waiting" }
  /** The whole greeting without a line feed: of the old server, if nothing follows. */
  | { readonly kind: "bare" }
  /** A native server; its frames begin after `length` bytes. `asked` unless it refuses at once. */
  | { readonly kind: "native"; readonly length: number; readonly asked: boolean }
  /** The old server. */
  | { readonly kind: "plain"; readonly length: number }
  /** No chat server. */
  | { readonly kind: "stranger" };

const LF = 0x0a;
const CR = 0x0d;
const BRACE = 0x7b;
const GREETING_BYTES = new TextEncoder().encode(GREETING);

/** Judges the first bytes of a server. */
export function judgeGreeting(bytes: Uint8Array): Greeting {
  // a server that is full refuses with a frame, without asking for anything
  if (bytes[0] === BRACE) return { kind: "native", length: 0, asked: false };
  const size = GREETING_BYTES.length;
  for (let i = 0; i < Math.min(bytes.length, size); i++) {
    if (bytes[i] !== GREETING_BYTES[i]) return { kind: "stranger" };
  }
  if (bytes.length < size) return { kind: "waiting" };
  if (bytes.length === size) return { kind: "bare" };
  if (bytes[size] === LF) return { kind: "native", length: size + 1, asked: true };
  if (bytes[size] !== CR) return { kind: "plain", length: size };
  if (bytes.length === size + 1) return { kind: "waiting" };
  if (bytes[size + 1] === LF) return { kind: "native", length: size + 2, asked: true };
  return { kind: "plain", length: size };
}
