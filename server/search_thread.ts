/** Starts the thread that searches, and notices when it ends. */

/** What leads to a thread that was started. */
export interface StartedThread {
  /** It has the other end. */
  readonly port: MessagePort;
  /** Resolves when the thread has ended by an error, which it has printed. */
  readonly ended: Promise<void>;
}

/**
 * Starts a thread that answers through a port, such as `search_worker.ts`.
 *
 * @param url Its module.
 */
export function startSearchThread(
  url: string,
  permissions: Deno.PermissionOptionsObject,
): StartedThread {
  const worker = new Worker(url, { type: "module", deno: { permissions } });
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  worker.onerror = (event) => {
    event.preventDefault(); // or it would end this thread, too
    worker.terminate();
    resolve();
  };
  const { port1, port2 } = new MessageChannel();
  worker.postMessage("port", [port1]);
  return { port: port2, ended };
}
