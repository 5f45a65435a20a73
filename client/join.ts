/**
 * The command `chat join`: from arguments to an exit code. This folder knows no server code; what
 * both sides must agree on is in `protocol/`.
 *
 * @module
 */

import { EXIT } from "../cli/exit.ts";
import { type Phrases, phrases } from "../i18n/phrases.ts";
import { checkNick, checkRoom } from "../protocol/names.ts";
import { type InvalidText } from "../protocol/text.ts";
import { faultText } from "../i18n/fault_text.ts";
import { RecalledSession } from "./link/recalled_session.ts";
import type { JoinRun } from "./options.ts";
import { PasswordError, passwordErrorText, readPassword } from "./password.ts";
import { type ClientSystem, denoSystem, type Helpers } from "./system.ts";

/**
 * Joins a chat. Resolves with the exit code when it is over.
 *
 * @param helpers What others do for the client.
 */
export async function join(
  run: JoinRun,
  helpers?: Partial<Helpers>,
  given?: ClientSystem,
): Promise<number> {
  const say = await phrases(run.language);
  const system = given ?? denoSystem(say, helpers);
  const code = await runJoin(run, say, system);
  await system.warned();
  return code;
}

async function runJoin(run: JoinRun, say: Phrases, system: ClientSystem): Promise<number> {
  const misuse = misuseOf(run, say, system);
  if (misuse !== undefined) {
    system.warn(`${misuse}\n\n${await hint(say)}\n`);
    return EXIT.usage;
  }
  try {
    const password = await readPassword(run.flags["password-file"], system);
    return await chat(run, say, password, system);
  } catch (error) {
    if (!(error instanceof PasswordError)) throw error;
    system.warn(`${passwordErrorText(error, say)}\n`);
    return EXIT.usage;
  }
}

/** How to ask for help. The table of options is loaded for this alone: no chat needs it. */
async function hint(phrases: Phrases): Promise<string> {
  const [{ hintOf }, { JOIN }] = await Promise.all([
    import("../cli/option_kinds.ts"),
    import("./options.ts"),
  ]);
  return hintOf(JOIN, phrases);
}

/** What is wrong with the values of well-formed arguments, if something is. */
function misuseOf(
  run: JoinRun,
  { client, server }: Phrases,
  system: ClientSystem,
): string | undefined {
  const { flags } = run;
  const nick = flags.nick === undefined ? undefined : checkNick(flags.nick);
  const why = (invalid: InvalidText) => faultText(invalid, server);
  if (nick?.ok === false) return client.badNick(flags.nick ?? "", why(nick));
  const room = checkRoom(flags.room);
  if (!room.ok) return client.badRoom(flags.room, why(room));
  if (flags.frames && flags.json) return client.framesOrJson;
  if (nick === undefined && isScript(run, system)) return client.pipeNeedsNick;
  return undefined;
}

function isScript({ flags }: JoinRun, system: ClientSystem): boolean {
  return !system.interactive || flags.json || flags.frames;
}

/** Runs until the chat is over. Resolves with the exit code. */
async function chat(
  run: JoinRun,
  phrases: Phrases,
  password: string | undefined,
  system: ClientSystem,
): Promise<number> {
  const { server: { host, port, others }, flags } = run;
  const stop = Promise.withResolvers<void>();
  const end = Promise.withResolvers<number>();
  const unwatch = system.onStop(stop.resolve, () => end.resolve(EXIT.interrupted));
  const context = {
    system,
    session: sessionOf(run, password, system),
    phrases,
    host,
    port,
    others,
    pin: flags.pin,
    stopped: stop.promise,
  };
  try {
    // a person's end is never long, and the terminal has to be restored
    if (!isScript(run, system)) {
      const { joinAsPerson } = await import("./person/join_person.ts");
      return await joinAsPerson(context, flags) ? EXIT.ok : EXIT.failed;
    }
    const { joinAsScript } = await import("./script/join_script.ts");
    const ended = joinAsScript(context, flags).then((isWell) => isWell ? EXIT.ok : EXIT.failed);
    return await Promise.race([ended, end.promise]);
  } finally {
    unwatch();
  }
}

function sessionOf(
  run: JoinRun,
  password: string | undefined,
  system: ClientSystem,
): RecalledSession {
  const { flags } = run;
  const nick = flags.nick === undefined ? undefined : checkNick(flags.nick);
  const room = checkRoom(flags.room);
  return new RecalledSession({
    nick: nick?.ok ? nick.value : undefined,
    room: room.ok ? room.value : flags.room,
    prefix: system.token(),
    secret: system.secret(),
    // a bot must not answer yesterday's messages
    history: flags.history ?? (isScript(run, system) ? 0 : undefined),
    password,
    rooms: !isScript(run, system) || flags.frames,
    // who only sends something and leaves is no news; a bot that stays is
    unannounced: isScript(run, system) && !flags.json && !flags.follow && !flags.frames,
  });
}
