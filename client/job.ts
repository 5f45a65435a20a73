/**
 * Stops the program and those that a shell has started with it, as `C-z` does where the terminal is not in
 * raw mode, and lets them go on.
 *
 * A shell waits for the program that it has started, and that may be `deno task`, which catches all signals
 * that can be caught: the chat would stop, the shell would never know, and the terminal would hang.
 *
 * @module
 */

/** Whether the program that started this one was stopped with it. */
let isParentStopped = false;

/**
 * Stops the job. The system does not stop a job that no shell has started: then {@linkcode continueJob} has to
 * be called.
 */
export function suspendJob(): void {
  isParentStopped = isParentInJob() && signalParent("SIGSTOP");
  try {
    // 0 is all of the job, this program too
    Deno.kill(0, "SIGTSTP");
  } catch {
    // not where programs may not be run
    Deno.kill(Deno.pid, "SIGTSTP");
  }
}

/** Lets the program go on that was stopped with this one. */
export function continueJob(): void {
  if (!isParentStopped) return;
  isParentStopped = false;
  signalParent("SIGCONT");
}

function signalParent(signal: Deno.Signal): boolean {
  try {
    Deno.kill(Deno.ppid, signal);
    return true;
  } catch {
    return false; // it has ended, or is another user's, as sudo is
  }
}

/** Whether the program that started this one waits in the same job. A shell is in one of its own. */
function isParentInJob(): boolean {
  try {
    const [own, parent, ...more] = jobsOf(Deno.pid, Deno.ppid);
    return own !== undefined && own === parent && more.length === 0;
  } catch {
    return false; // the program may not be run, or is not there
  }
}

/** The process groups of two processes. Deno tells of none; `ps` is not in every container. */
function jobsOf(one: number, other: number): string[] {
  if (Deno.build.os !== "linux") {
    return outputOf("ps", ["-o", "pgid=", "-p", `${one}`, "-p", `${other}`]).split("\n")
      .map((line) => line.trim()).filter((line) => line !== "");
  }
  // the name of a program stands between brackets and may hold anything, also brackets
  return outputOf("cat", [`/proc/${one}/stat`, `/proc/${other}/stat`])
    .split("\n").filter((line) => line !== "")
    .map((line) => line.slice(line.lastIndexOf(")") + 2).split(" ")[2] ?? "");
}

function outputOf(program: string, args: string[]): string {
  const { stdout } = new Deno.Command(program, { args, stdin: "null", stderr: "null" })
    .outputSync();
  return new TextDecoder().decode(stdout);
}
