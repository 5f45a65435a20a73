/// <reference lib="deno.worker" />
/** How the thread of a command takes its task, and answers. */

import type {
  RunOf,
  Task,
  TaskResult,
  WorkerAnswer,
  WorkerMessage,
  WorkerNews,
} from "./messages.ts";

/**
 * Runs the task that comes, and answers with what comes of it.
 *
 * @param told Is called with what comes after the task.
 */
export function work<C extends Task["command"]>(
  run: (run: RunOf<C>) => Promise<TaskResult>,
  told: (news: WorkerNews, ports: readonly MessagePort[]) => void = () => {},
): void {
  self.onmessage = async ({ data, ports }: MessageEvent<WorkerMessage>) => {
    if (typeof data === "string" || !("run" in data)) return told(data, ports);
    tell(await run(data.run as RunOf<C>));
  };
}

/** Tells the main thread something, and hands over ports. */
export function tell(answer: WorkerAnswer, ports: MessagePort[] = []): void {
  self.postMessage(answer, ports);
}
