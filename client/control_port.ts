/** The port over which a client hears that its connection is gone, with the thread that had it. */

import { messageOf } from "../runtime/message_of.ts";
import type { PortFailure } from "./dial/port_messages.ts";

/** Tells the client that there is no connection, or none any more, and closes the port. */
export function tellLost(control: MessagePort, cause: unknown): void {
  control.postMessage({ kind: "other", message: messageOf(cause) } satisfies PortFailure);
  control.close();
}
