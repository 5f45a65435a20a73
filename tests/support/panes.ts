/**
 * Several programs side by side in a tmux of their own, in an environment that names nothing of this
 * machine but PATH.
 *
 * @module
 */
import { hermeticEnv } from "./command.ts";
import type { Pane } from "./picture.ts";
import { pause } from "./pause.ts";
import { poll } from "./poll.ts";
import { endSession } from "./session.ts";

/** A pane that is cut off from another: beside it (`-h`) or below it (`-v`). */
export interface Split<Name extends string> {
  readonly name: Name;
  readonly from: Name;
  readonly direction: "-h" | "-v";
}

/** A tmux session whose panes a test drives. */
export class Panes<Name extends string> implements AsyncDisposable {
  readonly #panes = new Map<Name, string>();
  readonly #folder: string;
  readonly #env: Record<string, string>;

  private constructor(folder: string, env: Record<string, string>) {
    this.#folder = folder;
    this.#env = { ...hermeticEnv(folder), ...env };
  }

  /** Panes in which nothing runs yet, each half as large as what it was cut off from. */
  static async open<Name extends string>(
    { size, first, splits, env = {} }: {
      readonly size: { readonly columns: number; readonly rows: number };
      readonly first: Name;
      readonly splits: readonly Split<Name>[];
      readonly env?: Record<string, string>;
    },
  ): Promise<Panes<Name>> {
    const panes = new Panes<Name>(await Deno.makeTempDir({ prefix: "chat-demo-" }), env);
    const settings = ["status off", "escape-time 0", "mouse on", "remain-on-exit on"];
    const asPrinted = ["-P", "-F", "#{pane_id}"];
    const id = await panes.#tmux([
      "start-server",
      ...settings.flatMap((setting) => [";", "set-option", "-g", ...setting.split(" ")]),
      ...[";", "set-option", "-g", "default-terminal", "tmux-256color"],
      ...[";", "new-session", "-d", ...asPrinted],
      ...["-x", `${size.columns}`, "-y", `${size.rows}`, "--", "cat"],
    ]);
    panes.#panes.set(first, id.trim());
    for (const { name, from, direction } of splits) {
      const whole = ["-t", panes.#id(from)];
      const id = await panes.#tmux([
        "split-window",
        direction,
        ...asPrinted,
        ...whole,
        "--",
        "cat",
      ]);
      panes.#panes.set(name, id.trim());
    }
    return panes;
  }

  /** Runs a command of the shell in a pane. */
  async run(name: Name, command: string): Promise<void> {
    await this.#tmux(["respawn-pane", "-k", "-t", this.#id(name), "--", "sh", "-c", command]);
  }

  /** Types text, with a pause after each letter. */
  async type(name: Name, text: string, paceMs: number): Promise<void> {
    for (const letter of paceMs === 0 ? text.split(/(?<=\n)|(?=\n)/) : text) {
      const keys = letter === "\n" ? ["Enter"] : ["-l", "--", letter.replace(/;$/, "\\;")];
      await this.#tmux(["send-keys", "-t", this.#id(name), ...keys]);
      await pause(paceMs);
    }
  }

  /** Pastes text. */
  async paste(name: Name, text: string): Promise<void> {
    const target = ["-t", this.#id(name)];
    await this.#tmux(["load-buffer", "-", ";", "paste-buffer", "-p", "-d", ...target], text);
  }

  /** Resolves with what a pane shows when that has `text`. */
  async until(name: Name, text: string): Promise<string> {
    let screen = "";
    return await poll(`"${text}" in ${name}`, async () => {
      screen = await this.#tmux(["capture-pane", "-p", "-t", this.#id(name)]);
      return screen.includes(text) ? screen : undefined;
    }, { seen: () => screen });
  }

  /** All panes as they are now; the cursor is drawn in those of `withCursor`. */
  async capture(withCursor: (name: Name) => boolean): Promise<Pane[]> {
    const panes: Pane[] = [];
    for (const [name, id] of this.#panes) {
      const format = "#{pane_left} #{pane_top} #{pane_width} #{pane_height} " +
        "#{cursor_x} #{cursor_y}";
      const shape = await this.#tmux(["display-message", "-p", "-t", id, format]);
      const [left = 0, top = 0, columns = 0, rows = 0, x = 0, y = 0] = shape.split(" ").map(Number);
      const text = await this.#tmux(["capture-pane", "-p", "-e", "-t", id]);
      const cursor = withCursor(name) ? { cursor: [x, y] as const } : {};
      panes.push({ left, top, columns, rows, text, ...cursor });
    }
    return panes;
  }

  /** Hands the session to the one at the terminal until they detach, all has ended or `ended` says so. */
  async attach(name: Name, ended: Promise<void>): Promise<void> {
    await this.#tmux(["select-pane", "-t", this.#id(name)]);
    const client = this.#command(["attach-session"], "inherit").spawn();
    await Promise.race([client.status, ended]);
    try {
      client.kill();
    } catch {
      // ended by itself
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // it is gone already when all panes were closed by hand
    const pids = await this.#tmux(["list-panes", "-a", "-F", "#{pane_pid}"]).catch(() => "");
    await Promise.all(pids.split("\n").filter(Boolean).map(Number).map(endSession));
    await this.#tmux(["kill-server"]).catch(() => {});
    await Deno.remove(this.#folder, { recursive: true });
  }

  #id(name: Name): string {
    return this.#panes.get(name) ?? "";
  }

  async #tmux(args: readonly string[], input = ""): Promise<string> {
    const child = this.#command(args, "piped").spawn();
    await new Blob([input]).stream().pipeTo(child.stdin);
    const { success, stdout, stderr } = await child.output();
    const text = new TextDecoder();
    if (!success) throw new Error(`tmux ${args[0]} failed: ${text.decode(stderr)}`);
    return text.decode(stdout);
  }

  #command(args: readonly string[], stdio: "piped" | "inherit"): Deno.Command {
    const term = Deno.env.get("TERM");
    return new Deno.Command("tmux", {
      args: ["-u", "-f", "/dev/null", "-S", `${this.#folder}/tmux`, ...args],
      env: { ...this.#env, ...(stdio === "inherit" && term !== undefined ? { TERM: term } : {}) },
      clearEnv: true,
      stdin: stdio,
      stdout: stdio,
      stderr: stdio,
    });
  }
}
