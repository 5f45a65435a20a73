import { DEADLINE_MS } from "./condition.ts";
import { hermeticEnv } from "./command.ts";
import { poll } from "./poll.ts";
import { endSession } from "./session.ts";

/** Options of {@linkcode Terminal.start}. */
export interface TerminalOptions {
  /** Width in columns. */
  cols?: number;
  /** Height in rows. */
  rows?: number;
  /** Added to a small environment which names nothing of this machine but PATH. */
  env?: Record<string, string>;
  /** The home folder, kept afterwards; by default a new one, removed at the end. */
  home?: string;
}

/** A real terminal of a fixed size with a program in it, driven through tmux. */
export class Terminal implements AsyncDisposable {
  readonly #cleanup = new AsyncDisposableStack();
  readonly #socket: string;
  readonly #env: Record<string, string>;

  private constructor(socket: string, env: Record<string, string>) {
    this.#socket = socket;
    this.#env = env;
  }

  /** Starts a command: the program, then its arguments. */
  static async start(
    command: readonly string[],
    { cols = 80, rows = 24, env = {}, home }: TerminalOptions = {},
  ): Promise<Terminal> {
    const folder = await Deno.makeTempDir({ prefix: "chat-test-" });
    const terminal = new Terminal(`${folder}/tmux`, { ...hermeticEnv(home ?? folder), ...env });
    terminal.#cleanup.defer(() => Deno.remove(folder, { recursive: true }));
    const settings = ["status off", "escape-time 0", "remain-on-exit on"];
    await terminal.#tmux([
      ...["start-server", ";"],
      ...settings.flatMap((setting) => ["set-option", "-g", ...setting.split(" "), ";"]),
      ...["set-option", "-g", "default-terminal", "screen-256color", ";"],
      ...[
        "new-session",
        "-d",
        "-x",
        `${cols}`,
        "-y",
        `${rows}`,
        "-c",
        folder,
        "--",
        ...command.map(literal),
      ],
    ]);
    terminal.#cleanup.defer(() => terminal.#kill());
    return terminal;
  }

  /** Types text: letters as they are, no key names. */
  async type(text: string): Promise<void> {
    await this.#tmux(["send-keys", "-l", "--", literal(text)]);
  }

  /** Presses a key by its tmux name: `Enter`, `Tab`, `Up`, `C-c`, `M-b`, `BSpace`. */
  async key(name: string): Promise<void> {
    await this.#tmux(["send-keys", name]);
  }

  /** Pastes text: bracketed, where the program asked for that, with CR for each line break. */
  async paste(text: string): Promise<void> {
    await this.#tmux(["load-buffer", "-", ";", "paste-buffer", "-p", "-d"], text);
  }

  /** Gives the window another size. */
  async resize(cols: number, rows: number): Promise<void> {
    await this.#tmux(["resize-window", "-x", `${cols}`, "-y", `${rows}`]);
  }

  /** Closes the window on the program, and opens another one. */
  async hangUp(): Promise<void> {
    await this.#tmux(["respawn-pane", "-k", "--", "cat"]);
  }

  /** What the screen shows, a line a row; with `colors`, its escape sequences too. */
  screen({ colors = false }: { colors?: boolean } = {}): Promise<string> {
    return this.#tmux(["capture-pane", "-p", ...colors ? ["-e"] : []]);
  }

  /** What has scrolled out of sight, and what the screen shows. */
  everything(): Promise<string> {
    return this.#tmux(["capture-pane", "-p", "-S", "-"]);
  }

  /** Where the cursor is, from the top left corner: column, row. */
  async cursor(): Promise<[column: number, row: number]> {
    const [column, row] = (await this.#ask("#{cursor_x} #{cursor_y}")).split(" ").map(Number);
    return [column ?? 0, row ?? 0];
  }

  /**
   * Resolves with the screen as soon as it shows the pattern.
   *
   * @throws {Error} At the deadline, or when the program has ended without showing it.
   */
  async waitFor(pattern: RegExp | string, deadlineMs = DEADLINE_MS): Promise<string> {
    let screen = "";
    return await poll(`${pattern}`, async () => {
      const dead = await this.#ask("#{pane_dead}") === "1";
      // tmux scrolls the screen to say at its bottom that the program has ended
      screen = dead ? await this.everything() : await this.screen();
      if (typeof pattern === "string" ? screen.includes(pattern) : pattern.test(screen)) {
        return screen;
      }
      if (dead) throw new Error(`Waited for ${pattern}: the program ended\n${screen}`);
      return undefined;
    }, { deadlineMs, seen: () => `the screen:\n${screen}` });
  }

  /** Resolves with the exit code when the program has ended: 128 and more for a signal. */
  async exited(deadlineMs = DEADLINE_MS): Promise<number> {
    return await poll("the end of the program", async () => {
      const [dead, code, signal, tmux] = (await this.#ask(
        "#{pane_dead},#{pane_dead_status},#{pane_dead_signal},#{pid}",
      )).split(",");
      if (dead !== "1") return undefined;
      if (signal) return 128 + Number(signal);
      if (code) return Number(code);
      if (Number(tmux) > 0) Deno.kill(Number(tmux), "SIGCHLD"); // tmux 3.3 at times misses that its child has ended
      return undefined;
    }, { deadlineMs });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cleanup.disposeAsync();
  }

  async #kill(): Promise<void> {
    const pid = Number(await this.#ask("#{pane_pid}"));
    if (pid > 0) await endSession(pid); // 0, where tmux says nothing, would be any session
    await this.#tmux(["kill-server"]);
  }

  async #ask(format: string): Promise<string> {
    return (await this.#tmux(["display-message", "-p", format])).trim();
  }

  async #tmux(args: readonly string[], input = ""): Promise<string> {
    const child = new Deno.Command("tmux", {
      args: ["-u", "-f", "/dev/null", "-S", this.#socket, ...args],
      env: this.#env,
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    await new Blob([input]).stream().pipeTo(child.stdin);
    const { success, stdout, stderr } = await child.output();
    const text = new TextDecoder();
    if (!success) throw new Error(`tmux ${args[0]} failed: ${text.decode(stderr)}`);
    return text.decode(stdout);
  }
}

/** One argument for tmux, which takes a semicolon at the end for the end of its command. */
function literal(text: string): string {
  return text.replace(/;$/, "\\;");
}
