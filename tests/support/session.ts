import { poll } from "./poll.ts";

/**
 * Ends all that runs in a terminal, the jobs of its shell too: what lives on could still write to the home
 * that is removed next.
 *
 * @param leader The process that the terminal was opened for.
 */
export async function endSession(leader: number): Promise<void> {
  await poll("the end of all in a terminal", async () => {
    const pids = await running(leader);
    for (const pid of pids) {
      try {
        Deno.kill(pid, "SIGKILL");
      } catch {
        // ended by itself
      }
    }
    return pids.length === 0 ? true : undefined;
  }, { everyMs: 5 });
}

/** The processes of a session, but for those whose end nobody has asked about yet. */
async function running(leader: number): Promise<number[]> {
  const { stdout } = await new Deno.Command("ps", {
    args: ["-s", `${leader}`, "-o", "pid=,stat="],
    stderr: "null",
  }).output();
  return [...new TextDecoder().decode(stdout).matchAll(/^ *(\d+) +[^Z\s]/gm)]
    .map(([, pid]) => Number(pid));
}
