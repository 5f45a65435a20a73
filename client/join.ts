/**
 * The command `chat join`: from arguments to an exit code. This folder knows no server code; what
 * both sides must agree on is in `protocol/`.
 *
 * @module
 */

import { EXIT } from "../cli/exit.ts";
import { hintOf } from "../cli/flags.ts";
import { phrases } from "../i18n/phrases.ts";
import { checkNick, checkRoom, type Refused } from "../protocol/text.ts";
import { type ClientIo, systemIo } from "./io.ts";
import { JOIN, type JoinRun } from "./options.ts";
import { joinAsPerson } from "./person/join_person.ts";
import { joinAsScript } from "./script/join_script.ts";
import { PasswordError, readPassword } from "./password.ts";
import { Session } from "./link/session.ts";
import { faultText } from "./event_text.ts";

/** Joins a chat; resolves with the exit code when it is over. */
export async function join(joined: JoinRun, io: ClientIo = systemIo()): Promise<number> {
  const { flags, language } = joined;
  const misuse = misuseOf(joined, io);
  if (misuse !== undefined) {
    io.warn(`${misuse}\n\n${hintOf(JOIN, language)}\n`);
    return EXIT.usage;
  }
  try {
    const { trust } = phrases(language).client;
    const password = await readPassword(flags["password-file"], io, trust);
    return await run(joined, password, io) ? EXIT.ok : EXIT.failed;
  } catch (error) {
    if (!(error instanceof PasswordError)) throw error;
    io.warn(`${error.message}\n`);
    return EXIT.usage;
  }
}

/** What is wrong with arguments that are well formed. */
function misuseOf(run: JoinRun, io: ClientIo): string | undefined {
  const { flags, language } = run;
  const { client, server } = phrases(language);
  const nick = flags.nick === undefined ? undefined : checkNick(flags.nick);
  const why = (refused: Refused) => faultText(refused, server);
  if (nick?.ok === false) return client.badNick(flags.nick ?? "", why(nick));
  const room = checkRoom(flags.room);
  if (!room.ok) return client.badRoom(flags.room, why(room));
  if (nick === undefined && isScript(run, io)) return client.pipeNeedsNick;
  return undefined;
}

function isScript({ flags }: JoinRun, io: ClientIo): boolean {
  return !io.interactive || flags.json;
}

async function run(
  parsed: JoinRun,
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

function sessionOf({ flags }: JoinRun, script: boolean, io: ClientIo): Session {
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
