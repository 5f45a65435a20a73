/** What a command is: a row of the table. */

import type { Client } from "./client.ts";
import type { Message } from "./message.ts";

/** A command. */
export interface Command {
  readonly name: string;
  /** Parameters without which it means nothing: 461. */
  readonly params: number;
  /** Whether it is for those who are not let in yet, too. */
  readonly early?: true;
  /** Whether it says something in a room, and need not wait for what was said before. */
  readonly says?: true;
  /** What it does, for HELP. */
  readonly help: string;
  readonly run: (client: Client, message: Message) => void | Promise<void>;
}
