/**
 * Disks that become full: a size limit on a process's files, and a file system of a few pages; and
 * folders that nobody can write to any more.
 */

import { chatCommand } from "../../support/command.ts";
import { listening, Process, type Server } from "../../support/process.ts";
import { tempFolder } from "./temp.ts";
import { messageOf } from "../../../runtime/message_of.ts";

/**
 * Starts a server that is told of a write beyond its limit like of a full disk, instead of being
 * ended by the signal (setrlimit(2), RLIMIT_FSIZE).
 */
export async function startLimited(args: readonly string[]): Promise<Server> {
  await using cleanup = new AsyncDisposableStack();
  const data = cleanup.use(await tempFolder()).path;
  const command = [...chatCommand(), "serve", "--port", "0", "--data", data, ...args];
  const shell = ["sh", "-c", 'trap "" XFSZ; exec "$@"', "sh", ...command];
  const process = cleanup.use(await Process.start(shell));
  const address = await listening(process);
  const kept = cleanup.move();
  return { process, address, data, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Lets no file of a server grow past this many bytes; `unlimited` lifts the limit. */
export async function limitFiles({ process }: Server, bytes: number | "unlimited"): Promise<void> {
  await run("prlimit", "--pid", `${process.pid}`, `--fsize=${bytes}:unlimited`);
}

/** A file system of its own. */
export interface Disk extends AsyncDisposable {
  readonly path: string;
  /** Lets nobody write to it any more; refused while somebody has a file open for that. */
  readOnly(): Promise<void>;
}

/** A file system in memory of this size, gone at the end; undefined where that is not allowed. */
export async function smallDisk(size: string): Promise<Disk | undefined> {
  const folder = await tempFolder();
  try {
    await run("mount", "-t", "tmpfs", "-o", `size=${size}`, "chat-test", folder.path);
  } catch {
    await folder[Symbol.asyncDispose]();
    return undefined; // only root may, and not in every container
  }
  return {
    path: folder.path,
    readOnly: () => run("mount", "-o", "remount,ro", folder.path),
    async [Symbol.asyncDispose]() {
      await run("umount", folder.path);
      await folder[Symbol.asyncDispose]();
    },
  };
}

/**
 * Lets nobody write to a folder and what is in it, not even root, and not those who have files open
 * in it, until it is thawed. (A file system cannot be made read-only as long as they have.)
 */
export async function freeze(path: string): Promise<AsyncDisposable> {
  // a socket has no such mark
  const mark = (change: string) =>
    run("find", path, "-type", "f,d", "-exec", "chattr", change, "{}", "+");
  await mark("+i");
  return { [Symbol.asyncDispose]: () => mark("-i") };
}

/** Why folders cannot be frozen here; undefined where they can. */
export async function whyNotFrozen(): Promise<string | undefined> {
  await using folder = await tempFolder();
  using file = await Deno.open(`${folder.path}/file`, { create: true, write: true });
  try {
    await using _frozen = await freeze(folder.path);
    await file.write(new Uint8Array(1));
    return "this file system lets those write who have a file open";
  } catch (cause) {
    if (cause instanceof Deno.errors.PermissionDenied) return undefined;
    return messageOf(cause); // only root may, on some systems
  }
}

/** Runs a program of the system. @throws {Error} with what it said, when it fails. */
export async function run(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
}
