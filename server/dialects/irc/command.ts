/** What a command is: a row of the table. */

import type { Client } from "./client.ts";
import type { Message } from "./message_format.ts";

/** A command. */
export interface Command {
  readonly name: string;
  /** How many parameters it needs; with fewer the answer is 461. */
  readonly params: number;
  /** Whether it can be used before the registration is complete. */
  readonly early?: true;
  /** Whether it says something, and so need not wait for what the client said before. */
  readonly says?: true;
  /** What it does, for HELP. */
  readonly help: string;
  readonly run: (client: Client, message: Message) => void | Promise<void>;
}
