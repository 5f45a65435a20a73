/** How a connection becomes a member of the chat, and leaves: PASS, NICK, USER, PING, PONG, QUIT, ERROR. */

import { MAX_HELLO_TRIES } from "../../limits.ts";
import { MAX_IRC_USER_CHARS } from "./limits.ts";
import type { ErrorCode } from "../../../protocol/frames.ts";
import { checkNick } from "../../../protocol/names.ts";
import { cleanText } from "../../../protocol/text.ts";
import { Refused } from "../../chat/member.ts";
import { boundedText } from "./text.ts";
import type { Client, Introduction } from "./client.ts";
import type { Command } from "./command.ts";
import { sourceOf } from "./encoding.ts";
import { sendLusers, sendMotd, sendWelcome } from "./server_info.ts";
import { formatMessage, type Message } from "./message_format.ts";
import { asWord, isIrcNick } from "./nick_and_channel.ts";
import { isRight } from "./authentication.ts";
import type { ErrorName } from "./numerics.ts";

/** The commands of this file. */
export const REGISTRATION: readonly Command[] = [
  {
    name: "PASS",
    params: 1,
    early: true,
    help: "PASS password: before NICK and USER, where the server wants one",
    run: pass,
  },
  {
    name: "NICK",
    params: 0,
    early: true,
    help: "NICK nickname: call yourself so",
    run: nick,
  },
  {
    name: "USER",
    params: 4,
    early: true,
    help: "USER user 0 * :real name: once, at the beginning",
    run: user,
  },
  {
    name: "PING",
    params: 0,
    early: true,
    help: "PING token: answered when all that was said before has arrived",
    run: ping,
  },
  { name: "PONG", params: 0, early: true, says: true, help: "PONG token", run: () => {} },
  { name: "QUIT", params: 0, early: true, help: "QUIT [:reason]: leave the chat", run: quit },
  {
    name: "ERROR",
    params: 0,
    early: true,
    says: true,
    help: "ERROR: for servers",
    run: () => {},
  },
];

function pass(client: Client, { params }: Message): void {
  if (client.isRegistered) return client.refuse("alreadyRegistered");
  client.intro.password = params[0]!;
}

function nick(client: Client, { params }: Message): void | Promise<void> {
  const wanted = params[0] ?? "";
  if (wanted === "") return client.refuse("noNicknameGiven");
  const checked = checkNick(wanted);
  if (!isIrcNick(wanted) || !checked.ok) {
    client.refuse("erroneousNickname", asWord(wanted));
    return countTry(client);
  }
  if (client.isRegistered) return rename(client, checked.value);
  // whether it is taken is told only after the password: strangers must not learn who is here
  client.intro.nick = checked.value;
  return register(client);
}

const NICK_REFUSALS: Readonly<Partial<Record<ErrorCode, ErrorName>>> = {
  nick_taken: "nicknameInUse",
  not_saved: "unavailResource",
};

async function rename(client: Client, wanted: string): Promise<void> {
  const from = client.nick;
  if (wanted === from) return;
  const source = sourceOf(from, client);
  try {
    await client.hub.rename(client, wanted);
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    return client.refuse(NICK_REFUSALS[cause.code] ?? "erroneousNickname", wanted);
  }
  for (const room of client.hub.roomsOf(client)) client.asked(room);
  await client.settled();
  client.send(formatMessage(source, "NICK", [client.target], true));
}

/** Counts refused nicknames: a program that tries one after the other is cut. */
function countTry(client: Client): void {
  if (client.isRegistered || ++client.tries < MAX_HELLO_TRIES) return;
  client.cut("flood", "Too many nicknames refused");
}

function user(client: Client, { params }: Message): void | Promise<void> {
  if (client.isRegistered) return client.refuse("alreadyRegistered");
  const name = params[0]!.replace(/[^\w.-]/g, "").slice(0, MAX_IRC_USER_CHARS);
  if (params[0] === "" || params[3] === "") return client.refuse("needMoreParams", "USER");
  client.intro.user = name === "" ? "user" : name;
  client.intro.realname = boundedText(params[3]!);
  return register(client);
}

/** Completes the registration when nothing is missing. */
export function register(client: Client): void | Promise<void> {
  const { intro } = client;
  if (client.isRegistered || intro.negotiating) return;
  const { nick, user, realname } = intro;
  if (nick === undefined || user === undefined || realname === undefined) return;
  const known: Known = { nick, user, realname };
  if (client.password.isPassed) return letIn(client, known);
  return isRight(client, intro.password).then((right) => {
    if (right) return letIn(client, known);
    client.refuse("passwdMismatch");
    client.cut("password", "Password incorrect");
  });
}

/** What must be known of a client. */
type Known = Required<Pick<Introduction, "nick" | "user" | "realname">>;

function letIn(client: Client, { nick, user, realname }: Known): void | Promise<void> {
  const { server, peer } = client;
  if (peer.ended) return;
  client.user = user;
  client.host = server.services.cloaks.of(client.address, nick);
  client.realname = realname;
  const refused = (cause: unknown) => notNamed(client, nick, cause);
  try {
    const naming = client.hub.rename(client, nick);
    if (naming !== undefined) return naming.then(() => greet(client), refused);
  } catch (cause) {
    return refused(cause);
  }
  greet(client);
}

/** The nickname cannot be had. */
function notNamed(client: Client, nick: string, cause: unknown): void {
  if (!(cause instanceof Refused)) throw cause;
  if (cause.code === "banned") {
    client.refuse("youreBanned");
    return client.cut("banned", cause.message);
  }
  if (cause.code === "unavailable") return client.cut("unavailable", cause.message);
  // somebody else has taken the nickname meanwhile
  delete client.intro.nick;
  client.refuse(cause.code === "nick_taken" ? "nicknameInUse" : "erroneousNickname", nick);
  return countTry(client);
}

/** Tells a client that it is registered. */
function greet(client: Client): void {
  const { server, peer } = client;
  if (peer.ended) return;
  client.isRegistered = true;
  client.since = client.spokeAt = client.now;
  server.admit(client);
  peer.greeted(client.nick, "*");
  sendWelcome(client);
  sendLusers(client);
  sendMotd(client);
}

async function ping(client: Client, { params }: Message): Promise<void> {
  const token = params[0] ?? "";
  if (token === "") return client.refuse("noOrigin");
  // it comes after what others have said too, and some of that may wait for the disk
  await Promise.all(client.hub.roomsOf(client).map((room) => room.settled()));
  const { serverName } = client;
  client.send(formatMessage(serverName, "PONG", [serverName, cleanText(token)], true));
}

async function quit(client: Client, { params }: Message): Promise<void> {
  const reason = boundedText(params[0] ?? "");
  client.lastWords(reason === "" ? "Quit" : `Quit: ${reason}`);
  client.leave();
  await client.settled();
  client.end(reason === "" ? "Quit" : `Quit: ${reason}`);
}
