/** What is said, as it came, and why it was not. */

import type { Client } from "./client.ts";
import type { ErrorName } from "./numerics.ts";

/** What is said. */
export interface Words {
  readonly text: string;
  readonly notice: boolean;
  readonly tags: string;
  readonly command: string;
  /** The text with formatting codes in the pieces in which its lines came, where it has several. */
  readonly pieces?: readonly (readonly string[])[];
}

/** Says why nothing was said, where it is no NOTICE: those are answered by nobody (RFC 1459). */
export function refuse(
  client: Client,
  isNotice: boolean,
  name: ErrorName,
  ...params: string[]
): void {
  if (!isNotice) client.refuse(name, ...params);
}
