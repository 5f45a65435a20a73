/**
 * The command `chat join`: from arguments to an exit code. This folder knows no server code; what
 * both sides must agree on is in `protocol/`.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { parseCommandLine, type ParsedCommand, usageOf } from "../protocol/flags.ts";
import { type Language, phrases } from "../protocol/phrases.ts";
import { checkNick, checkRoom, type Refused } from "../protocol/text.ts";
import { type ClientIo, systemIo } from "./io.ts";
import { Link } from "./link.ts";
import { JOIN } from "./options.ts";
import { runPipe } from "./pipe.ts";
import { Session } from "./session.ts";
import { faultWords } from "./words.ts";

/** Exit codes; those of all commands are listed in the README. */
const EXIT = { ok: 0, usage: 2 } as const;

type Run = Extract<ParsedCommand<typeof JOIN>, { kind: "run" }>;

/**
 * Joins a chat; resolves with the exit code when it is over.
 *
 * @param args What follows `chat join` on the command line.
 * @param language What to speak where there is no `--lang`.
 */
export async function join(
  args: readonly string[],
  language: Language,
  io: ClientIo = systemIo(),
): Promise<number> {
  const parsed = parseCommandLine(JOIN, args, language, parseArgs);
  if (parsed.kind === "help") {
    await io.print(`${parsed.usage}\n`);
    return EXIT.ok;
  }
  const misuse = parsed.kind === "error" ? parsed.message : misuseOf(parsed, io);
  if (parsed.kind === "run" && misuse === undefined) return await run(parsed, io);
  io.warn(`${misuse}\n\n${usageOf(JOIN, parsed.language)}\n`);
  return EXIT.usage;
}

function isPipe({ flags }: Run, io: ClientIo): boolean {
  return !io.interactive || flags.json;
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
  if (nick === undefined && isPipe(run, io)) return client.pipeNeedsNick;
  return undefined;
}

async function run(parsed: Run, io: ClientIo): Promise<number> {
  const { args, flags, language } = parsed;
  const session = sessionOf(parsed, io);
  const { clock, random } = io;
  const stop = Promise.withResolvers<void>();
  const unwatch = io.onStop(stop.resolve);
  try {
    return await runPipe({
      input: io.input.readable,
      print: io.print,
      warn: (text) => io.warn(`${text}\n`),
      stopped: stop.promise,
      clock,
      phrases: phrases(language),
      session,
      makeLink: (own) =>
        new Link({ ...own, dial: io.dial(args.ip, args.port), clock, random, session }),
      json: flags.json,
      follow: flags.follow,
    });
  } finally {
    unwatch();
  }
}

function sessionOf(run: Run, io: ClientIo): Session {
  const { flags } = run;
  const nick = flags.nick === undefined ? undefined : checkNick(flags.nick);
  const room = checkRoom(flags.room);
  return new Session({
    nick: nick?.ok ? nick.value : undefined,
    room: room.ok ? room.value : flags.room,
    prefix: io.token(),
    history: flags.history ?? (isPipe(run, io) ? 0 : undefined),
  });
}
