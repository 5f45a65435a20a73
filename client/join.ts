/**
 * The command `chat join`: from arguments to an exit code. This folder knows no server code; what
 * both sides must agree on is in `protocol/`.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { hintOf, type Outside, parseCommandLine, type ParsedCommand } from "../protocol/flags.ts";
import { type Language, phrases } from "../protocol/phrases.ts";
import { checkNick, checkRoom, type Refused } from "../protocol/text.ts";
import { type ClientIo, systemIo } from "./io.ts";
import { JOIN } from "./options.ts";
import { joinAsPerson } from "./join_person.ts";
import { joinAsScript } from "./script/join_script.ts";
import { PasswordError, readPassword } from "./password.ts";
import { Session } from "./link/session.ts";
import { faultWords } from "./words.ts";

/** Exit codes; those of all commands are listed in the README. */
const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** A command line that was understood. */
type Run = Extract<ParsedCommand<typeof JOIN>, { kind: "run" }>;

/**
 * Joins a chat; resolves with the exit code when it is over.
 *
 * @param args What follows `chat join` on the command line.
 * @param language What to speak where there is no `--lang`.
 * @param outside What sets the options that the command line does not.
 */
export async function join(
  args: readonly string[],
  language: Language,
  outside: Outside | undefined,
  io: ClientIo = systemIo(),
): Promise<number> {
  const parsed = parseCommandLine(JOIN, args, language, parseArgs, outside);
  if (parsed.kind === "help") {
    await io.print(`${parsed.usage}\n`);
    return EXIT.ok;
  }
  const misuse = parsed.kind === "error" ? parsed.message : misuseOf(parsed, io);
  if (parsed.kind === "run" && misuse === undefined) {
    const { trust } = phrases(parsed.language).client;
    try {
      const password = await readPassword(parsed.flags["password-file"], io, trust);
      return await run(parsed, password, io) ? EXIT.ok : EXIT.failed;
    } catch (error) {
      if (!(error instanceof PasswordError)) throw error;
      io.warn(`${error.message}\n`);
      return EXIT.usage;
    }
  }
  io.warn(`${misuse}\n\n${hintOf(JOIN, parsed.language)}\n`);
  return EXIT.usage;
}

/** What is wrong with arguments that are well formed. */
function misuseOf(run: Run, io: ClientIo): string | undefined {
  const { flags, language } = run;
  const { client, server } = phrases(language);
  const nick = flags.nick === undefined ? undefined : checkNick(flags.nick);
  const why = (refused: Refused) => faultWords(refused, server);
  if (nick?.ok === false) return client.badNick(flags.nick ?? "", why(nick));
  const room = checkRoom(flags.room);
  if (!room.ok) return client.badRoom(flags.room, why(room));
  if (nick === undefined && isScript(run, io)) return client.pipeNeedsNick;
  return undefined;
}

function isScript({ flags }: Run, io: ClientIo): boolean {
  return !io.interactive || flags.json;
}

async function run(
  parsed: Run,
  password: string | undefined,
  io: ClientIo,
): Promise<boolean> {
  const { args: { ip, port }, flags, language } = parsed;
  const script = isScript(parsed, io);
  const session = sessionOf(parsed, script, io);
  session.password = password;
  const stop = Promise.withResolvers<void>();
  const unwatch = io.onStop(stop.resolve);
  const said = phrases(language);
  const parts = {
    io,
    session,
    phrases: said,
    host: ip,
    port,
    pin: flags.pin,
    stopped: stop.promise,
  };
  try {
    return await (script ? joinAsScript(parts, flags) : joinAsPerson(parts, flags));
  } finally {
    unwatch();
  }
}

function sessionOf({ flags }: Run, script: boolean, io: ClientIo): Session {
  const nick = flags.nick === undefined ? undefined : checkNick(flags.nick);
  const room = checkRoom(flags.room);
  return new Session({
    nick: nick?.ok ? nick.value : undefined,
    room: room.ok ? room.value : flags.room,
    prefix: io.token(),
    secret: io.secret(),
    // a bot must not answer yesterday's messages
    history: flags.history ?? (script ? 0 : undefined),
  });
}
