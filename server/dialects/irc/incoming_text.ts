/** A text that a client has sent, and the answer when it is refused. */

import type { Client } from "./client.ts";
import type { ErrorName } from "./numerics.ts";

/** A text to say, and how. */
export interface IncomingText {
  readonly text: string;
  readonly notice: boolean;
  readonly tags: string;
  readonly command: string;
  /** The text with formatting codes, in the pieces in which its lines came, if it has several. */
  readonly pieces?: readonly (readonly string[])[];
}

/** Answers why nothing was said. A NOTICE gets no answer (RFC 1459, section 4.4.2). */
export function refuseText(
  client: Client,
  isNotice: boolean,
  name: ErrorName,
  ...params: string[]
): void {
  if (!isNotice) client.refuse(name, ...params);
}
