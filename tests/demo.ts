/**
 * One server and three clients side by side in tmux, who talk: `deno task demo`. With `--irc` it is a
 * client and irssi, in the same room.
 *
 * At a terminal it stays open to be looked at and joined in; `--capture FILE.svg` draws a picture of
 * the real session instead, which is how `docs/demo.svg` and `docs/irc.svg` are made. `--lang ru`
 * speaks Russian.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { chatCommand } from "./support/command.ts";
import { missingPrograms } from "./support/missing.ts";
import { Panes } from "./support/panes.ts";
import { picture } from "./support/picture.ts";
import { type Place, type Scene, SCENES } from "./support/scenes.ts";
import { pause } from "./support/pause.ts";

/** Between two letters and between two steps, for someone who watches; in milliseconds. */
const PACE = { letter: 35, step: 900 };
const NO_PACE = { letter: 0, step: 0 };

type Language = "en" | "ru";
type Stage = Panes<Place>;

/** A command of the shell that shows itself as a person would type it, and runs. */
function shown(args: readonly string[], hidden: readonly string[] = []): string {
  const words = [...chatCommand(), ...args, ...hidden].map((word) => `'${word}'`);
  return `echo '$ chat ${args.join(" ")}'; exec ${words.join(" ")}`;
}

/** The panes, with everyone in the room. */
async function setUp(scene: Scene, size: Scene["size"], lang: Language): Promise<Stage> {
  const env = { IRCUSER: "ann", IRCNAME: "Ann" }; // else irssi tells who runs this
  const stage = await Panes.open<Place>({ size, first: "server", splits: scene.splits, env });
  try {
    await bringIn(stage, scene, lang);
  } catch (cause) {
    await stage[Symbol.asyncDispose]();
    throw cause;
  }
  return stage;
}

async function bringIn(stage: Stage, scene: Scene, lang: Language): Promise<void> {
  const port = freePort(65432);
  const ircPort = freePort(6667);
  const language = ["--lang", lang];
  // the data folder is the demo's own
  const server = ["serve", ...(port === 65432 ? [] : ["--port", `${port}`])];
  if (scene.irc.length > 0) server.push("--irc-port", `${ircPort}`);
  await stage.run("server", shown(server, language));
  await stage.until("server", scene.irc.length > 0 ? "irc on" : "listening on");
  for (const nick of scene.irc) {
    await stage.run(nick, `exec irssi --noconnect -n ${nick}`);
    await stage.until(nick, "[(status)]");
    // else it sends a line every two seconds
    await stage.type(nick, `/set cmd_queue_speed 1msec\n/connect 127.0.0.1 ${ircPort}\n`, 0);
    await stage.until(nick, "Mode change [+i]");
    await stage.type(nick, "/join #lobby\n", 0);
    await stage.until(nick, "Join to #lobby was synced");
  }
  for (const nick of scene.native) {
    await stage.run(nick, shown(["join", "127.0.0.1", `${port}`, "--nick", nick], language));
    await stage.until(nick, lang === "en" ? "You are" : "Вы ");
  }
}

/** The usual port where it is free, else any. */
function freePort(usual: number): number {
  for (const port of [usual, 0]) {
    try {
      using listener = Deno.listen({ hostname: "127.0.0.1", port });
      return listener.addr.port;
    } catch (cause) {
      if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    }
  }
  throw new Error("Cannot find a free port");
}

async function play(
  stage: Stage,
  { talk, native, irc, last }: Scene,
  lang: Language,
  pace: typeof PACE,
): Promise<void> {
  for (const { who, types, pastes, until } of talk[lang]) {
    if (pastes !== undefined) await stage.paste(who, pastes);
    if (types !== undefined) await stage.type(who, types, pace.letter);
    // irssi shows at once what was typed there, so the others have to have it before one goes on
    const isSaid = irc.length > 0 && types?.endsWith("\n");
    for (const each of isSaid ? [...native, ...irc] : [who]) await stage.until(each, until);
    await pause(pace.step);
  }
  // all have seen what was said last
  for (const who of [...native, ...irc]) await stage.until(who, last);
}

/** Resolves when the window is closed or the demo is to end: nothing should be left of it then. */
function signalled(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // listened to up to the very end: such signals come more than once
  for (const signal of ["SIGHUP", "SIGTERM"] as const) Deno.addSignalListener(signal, resolve);
  return promise;
}

async function main(): Promise<number> {
  const flags = parseArgs(Deno.args, { string: ["capture", "lang"], boolean: ["irc"] });
  const lang = flags.lang === "ru" ? "ru" : "en";
  const scene = flags.irc ? SCENES.irc : SCENES.terminals;
  const programs = ["tmux", ...(scene.irc.length > 0 ? ["irssi"] : [])];
  const missing = missingPrograms(programs, Deno.env.get("PATH") ?? "");
  if (missing.length > 0) {
    const packages = missing.join(" ");
    console.error(`Cannot show the demo: ${missing.join(" and ")} cannot be found on PATH`);
    console.error(`Install it first, on Debian with: apt-get install ${packages}`);
    return 1;
  }
  if (flags.capture !== undefined) {
    await using stage = await setUp(scene, scene.size, lang);
    await play(stage, scene, lang, NO_PACE);
    const panes = await stage.capture((name) => name !== "server");
    await Deno.writeTextFile(flags.capture, await picture(panes));
    return 0;
  }
  if (!Deno.stdin.isTerminal() || !Deno.stdout.isTerminal()) {
    await using stage = await setUp(scene, scene.size, lang);
    await play(stage, scene, lang, NO_PACE);
    console.log(await stage.until("tom", scene.last));
    return 0;
  }
  const ended = signalled();
  await using stage = await setUp(scene, Deno.consoleSize(), lang);
  // the talk goes on while it is watched, and breaks off with the stage
  play(stage, scene, lang, PACE).catch(() => {});
  await stage.attach("tom", ended);
  return 0;
}

if (import.meta.main) Deno.exit(await main());
