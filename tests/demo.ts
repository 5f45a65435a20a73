/**
 * One server and three clients side by side in tmux, who talk: `deno task demo`.
 *
 * At a terminal it stays open to be looked at and joined in; `--capture FILE.svg` draws a picture of
 * the real session instead, which is how `docs/demo.svg` is made. `--lang ru` speaks Russian.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { chatCommand, hermeticEnv } from "./support/command.ts";
import { missingPrograms } from "./support/missing.ts";
import { type Pane, picture } from "./support/picture.ts";

/** One step: who, and what they type; `lines` are pasted, and nobody presses Enter after `…`. */
interface Step {
  readonly who: "ann" | "tom" | "max";
  readonly types?: string;
  readonly pastes?: string;
  /** What is to be seen on that one's screen before the next step. */
  readonly until: string;
}

const ERROR = `TypeError: cannot read "port" of undefined
    at listen (server.ts:41:17)
    at main (main.ts:12:3)`;

const TALK: Readonly<Record<"en" | "ru", readonly Step[]>> = {
  en: [
    { who: "ann", types: "morning! is the build green?\n", until: "green?" },
    { who: "tom", types: "looking now, one mom", until: "one mom" },
    { who: "max", types: "not here, tom. this is all I get:\n", until: "all I get" },
    { who: "max", pastes: ERROR, until: "Enter sends" },
    { who: "max", types: "\n", until: "max: TypeError" },
    { who: "tom", types: "ent… found it, fix is coming 🚀\n", until: "tom: looking" },
    { who: "ann", types: "/me makes coffee ☕ for you two\n", until: "* ann" },
    { who: "max", types: "ann: you are the be", until: "the be" },
    { who: "tom", types: "/who\n", until: "(3)" },
  ],
  ru: [
    { who: "ann", types: "доброе утро! сборка зелёная?\n", until: "зелёная?" },
    { who: "tom", types: "смотрю, секун", until: "секун" },
    { who: "max", types: "у меня нет, tom. вот и всё, что есть:\n", until: "что есть" },
    { who: "max", pastes: ERROR, until: "Enter отправит" },
    { who: "max", types: "\n", until: "max: TypeError" },
    { who: "tom", types: "ду… нашёл, уже чиню 🚀\n", until: "tom: смотрю" },
    { who: "ann", types: "/me варит кофе ☕ для вас обоих\n", until: "* ann" },
    { who: "max", types: "ann: ты лучше вс", until: "лучше вс" },
    { who: "tom", types: "/who\n", until: "(3)" },
  ],
};

/** The size of the picture, in cells: readable at the width of a page. */
const PICTURE_SIZE = { columns: 130, rows: 41 };

/** Between two letters and between two steps, for someone who watches; in milliseconds. */
const PACE = { letter: 35, step: 900 };

const DEADLINE_MS = 20_000;

type Place = "server" | Step["who"];

/** A tmux of its own with four panes. */
class Stage implements AsyncDisposable {
  readonly #panes = new Map<Place, string>();
  readonly #folder: string;
  readonly #env: Record<string, string>;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#env = hermeticEnv(folder);
  }

  /** Four panes of the same size in which nothing runs yet. */
  static async open(size: { columns: number; rows: number }): Promise<Stage> {
    const stage = new Stage(await Deno.makeTempDir({ prefix: "chat-demo-" }));
    const settings = ["status off", "escape-time 0", "mouse on", "remain-on-exit on"];
    const asPrinted = ["-P", "-F", "#{pane_id}"];
    const server = await stage.#tmux([
      "start-server",
      ...settings.flatMap((setting) => [";", "set-option", "-g", ...setting.split(" ")]),
      ...[";", "set-option", "-g", "default-terminal", "tmux-256color"],
      ...[";", "new-session", "-d", ...asPrinted],
      ...["-x", `${size.columns}`, "-y", `${size.rows}`, "--", "cat"],
    ]);
    const split = async (from: string, direction: "-h" | "-v") =>
      await stage.#tmux(["split-window", direction, ...asPrinted, "-t", from.trim(), "--", "cat"]);
    const ann = await split(server, "-h");
    const panes = { server, ann, tom: await split(server, "-v"), max: await split(ann, "-v") };
    for (const [who, id] of Object.entries(panes)) stage.#panes.set(who as Place, id.trim());
    return stage;
  }

  /** Runs a command of the shell in a pane. */
  async run(who: Place, command: string): Promise<void> {
    const target = this.#panes.get(who) ?? "";
    await this.#tmux(["respawn-pane", "-k", "-t", target, "--", "sh", "-c", command]);
  }

  async type(who: Place, text: string, paceMs: number): Promise<void> {
    const target = this.#panes.get(who) ?? "";
    for (const letter of paceMs === 0 ? text.split(/(?<=\n)|(?=\n)/) : text) {
      const keys = letter === "\n" ? ["Enter"] : ["-l", "--", letter.replace(/;$/, "\\;")];
      await this.#tmux(["send-keys", "-t", target, ...keys]);
      await pause(paceMs);
    }
  }

  async paste(who: Place, text: string): Promise<void> {
    const target = this.#panes.get(who) ?? "";
    await this.#tmux(["load-buffer", "-", ";", "paste-buffer", "-p", "-d", "-t", target], text);
  }

  /** Resolves with what a pane shows when that has `text`. */
  async until(who: Place, text: string): Promise<string> {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const target = this.#panes.get(who) ?? "";
      const screen = await this.#tmux(["capture-pane", "-p", "-t", target]);
      if (screen.includes(text)) return screen;
      if (Date.now() > deadline) throw new Error(`${who} never showed "${text}":\n${screen}`);
      await pause(50);
    }
  }

  /** All panes as they are now. */
  async capture(): Promise<Pane[]> {
    const panes: Pane[] = [];
    for (const [who, id] of this.#panes) {
      const format = "#{pane_left} #{pane_top} #{pane_width} #{pane_height} " +
        "#{cursor_x} #{cursor_y}";
      const shape = await this.#tmux(["display-message", "-p", "-t", id, format]);
      const [left = 0, top = 0, columns = 0, rows = 0, x = 0, y = 0] = shape.split(" ").map(Number);
      const text = await this.#tmux(["capture-pane", "-p", "-e", "-t", id]);
      const cursor = who === "server" ? {} : { cursor: [x, y] as const };
      panes.push({ left, top, columns, rows, text, ...cursor });
    }
    return panes;
  }

  /** Hands the session to the one at the terminal until they detach, all has ended or `ended` says so. */
  async attach(who: Place, ended: Promise<void>): Promise<void> {
    await this.#tmux(["select-pane", "-t", this.#panes.get(who) ?? ""]);
    const client = this.#command(["attach-session"], "inherit").spawn();
    await Promise.race([client.status, ended]);
    kill(client.pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // it is gone already when all panes were closed by hand
    const pids = await this.#tmux(["list-panes", "-a", "-F", "#{pane_pid}"]).catch(() => "");
    for (const pid of pids.split("\n").filter(Boolean)) kill(Number(pid));
    await this.#tmux(["kill-server"]).catch(() => {});
    await Deno.remove(this.#folder, { recursive: true });
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

/** Ends a program at once: one that lives on could still write to the folder that is removed. */
function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // ended by itself
  }
}

/** A command of the shell that shows itself as a person would type it, and runs. */
function shown(args: readonly string[], hidden: readonly string[] = []): string {
  const words = [...chatCommand(), ...args, ...hidden].map((word) => `'${word}'`);
  return `echo '$ chat ${args.join(" ")}'; exec ${words.join(" ")}`;
}

async function setUp(
  size: { columns: number; rows: number },
  lang: "en" | "ru",
): Promise<Stage> {
  const port = freePort();
  const language = ["--lang", lang];
  const stage = await Stage.open(size);
  // the data folder is the demo's own
  const server = ["serve", ...(port === 65432 ? [] : ["--port", `${port}`])];
  await stage.run("server", shown(server, language));
  await stage.until("server", "listening on");
  for (const nick of ["ann", "tom", "max"] as const) {
    await stage.run(nick, shown(["join", "127.0.0.1", `${port}`, "--nick", nick], language));
    await stage.until(nick, lang === "en" ? "You are" : "Вы ");
  }
  return stage;
}

/** The usual port where it is free, else any. */
function freePort(): number {
  for (const port of [65432, 0]) {
    try {
      using listener = Deno.listen({ hostname: "127.0.0.1", port });
      return listener.addr.port;
    } catch (cause) {
      if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    }
  }
  throw new Error("Cannot find a free port");
}

async function play(stage: Stage, steps: readonly Step[], pace: typeof PACE): Promise<void> {
  for (const { who, types, pastes, until } of steps) {
    if (pastes !== undefined) await stage.paste(who, pastes);
    if (types !== undefined) await stage.type(who, types, pace.letter);
    await stage.until(who, until);
    await pause(pace.step);
  }
  // all have seen what was said last
  for (const who of ["ann", "tom", "max"] as const) await stage.until(who, "* ann");
}

/** Resolves when the window is closed or the demo is to end: nothing should be left of it then. */
function signalled(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // listened to up to the very end: such signals come more than once
  for (const signal of ["SIGHUP", "SIGTERM"] as const) Deno.addSignalListener(signal, resolve);
  return promise;
}

async function pause(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}

async function main(): Promise<number> {
  const flags = parseArgs(Deno.args, { string: ["capture", "lang"] });
  const lang = flags.lang === "ru" ? "ru" : "en";
  const missing = missingPrograms(["tmux"], Deno.env.get("PATH") ?? "");
  if (missing.length > 0) {
    console.error("Cannot show the demo: tmux is not installed");
    return 1;
  }
  if (flags.capture !== undefined) {
    await using stage = await setUp(PICTURE_SIZE, lang);
    await play(stage, TALK[lang], { letter: 0, step: 0 });
    await Deno.writeTextFile(flags.capture, await picture(await stage.capture()));
    return 0;
  }
  if (!Deno.stdin.isTerminal() || !Deno.stdout.isTerminal()) {
    await using stage = await setUp(PICTURE_SIZE, lang);
    await play(stage, TALK[lang], { letter: 0, step: 0 });
    console.log(await stage.until("tom", "(3)"));
    return 0;
  }
  const ended = signalled();
  await using stage = await setUp(Deno.consoleSize(), lang);
  // the talk goes on while it is watched, and breaks off with the stage
  play(stage, TALK[lang], PACE).catch(() => {});
  await stage.attach("tom", ended);
  return 0;
}

if (import.meta.main) Deno.exit(await main());
