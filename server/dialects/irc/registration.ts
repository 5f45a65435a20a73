/** From a connection to someone in the chat: CAP, PASS, NICK, USER, AUTHENTICATE, PING, QUIT. */

import { MAX_HELLO_TRIES } from "../../limits.ts";
import { MAX_IRC_USER_CHARS } from "./limits.ts";
import { checkNick, cleanText } from "../../../protocol/text.ts";
import { Refused } from "../../chat/member.ts";
import { boundedText } from "./text.ts";
import { type Cap, CAPS, isCap } from "./caps.ts";
import type { Client, Introduction } from "./client.ts";
import type { Command } from "./command.ts";
import { sourceOf } from "./encoding.ts";
import { sendLusers, sendMotd, sendWelcome } from "./info.ts";
import { formatMessage, type Message } from "./message.ts";
import { asWord, isIrcNick } from "./names.ts";
import { RPL } from "./numerics.ts";
import { saslIn } from "./sasl.ts";

/** The commands of this file. */
export const REGISTRATION: readonly Command[] = [
  {
    name: "CAP",
    params: 1,
    early: true,
    help: "CAP LS|LIST|REQ|END [capabilities]: what the two sides can do",
    run: cap,
  },
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
    name: "AUTHENTICATE",
    params: 1,
    early: true,
    help: "AUTHENTICATE PLAIN: the password by SASL",
    run: authenticate,
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

function hasPassword(client: Client): boolean {
  return client.server.services.passwordCheck !== undefined;
}

/** The capabilities there are for this client. */
function offered(client: Client): Cap[] {
  const caps = Object.keys(CAPS) as Cap[];
  return caps.filter((name) => name !== "sasl" || hasPassword(client));
}

function sendCap(client: Client, sub: string, words: string): void {
  const nick = client.isRegistered ? client.target : "*";
  client.send(formatMessage(client.serverName, "CAP", [nick, sub, cleanText(words)], true));
}

function cap(client: Client, { params }: Message): void | Promise<void> {
  const { intro } = client;
  const sub = params[0]!.toUpperCase();
  switch (sub) {
    case "LS": {
      if (!client.isRegistered) intro.negotiating = true;
      if (Number(params[1]) >= 302) {
        client.knowsCapValues = true;
        client.caps.add("cap-notify");
      }
      const value = (name: Cap) => client.knowsCapValues && CAPS[name] ? `=${CAPS[name]}` : "";
      const words = offered(client).map((name) => name + value(name));
      const { stsSeconds } = client.server.options;
      // it is told, and cannot be asked for (IRCv3 sts)
      if (client.knowsCapValues && stsSeconds) words.push(`sts=duration=${stsSeconds}`);
      return sendCap(client, sub, words.join(" "));
    }
    case "LIST":
      return sendCap(client, sub, [...client.caps].join(" "));
    case "REQ":
      if (!client.isRegistered) intro.negotiating = true;
      return requestCaps(client, params[1] ?? "");
    case "END":
      intro.negotiating = false;
      return register(client);
    default:
      return client.refuse("invalidCapCmd", asWord(params[0]!));
  }
}

function requestCaps(client: Client, request: string): void {
  const words = request.split(" ").filter((word) => word !== "");
  const names = words.map((word) => word.replace(/^-/, ""));
  const available: readonly string[] = offered(client);
  const can = names.every((name) => available.includes(name)) &&
    // who is told of new capabilities cannot help it: they have asked for version 302
    !(client.knowsCapValues && words.includes("-cap-notify"));
  if (!can) return sendCap(client, "NAK", request);
  for (const word of words) {
    const name = word.replace(/^-/, "");
    if (!isCap(name)) continue;
    if (word.startsWith("-")) client.caps.delete(name);
    else client.caps.add(name);
  }
  sendCap(client, "ACK", request);
  client.reshape();
}

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
  // whose it is comes out when all else is right: no stranger need learn who is here
  client.intro.nick = checked.value;
  return register(client);
}

async function rename(client: Client, wanted: string): Promise<void> {
  const from = client.nick;
  if (wanted === from) return;
  const source = sourceOf(from, client);
  try {
    client.hub.rename(client, wanted);
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    const reason = cause.code === "nick_taken" ? "nicknameInUse" : "erroneousNickname";
    return client.refuse(reason, wanted);
  }
  for (const room of client.hub.roomsOf(client)) client.asked(room);
  await client.settled();
  client.send(formatMessage(source, "NICK", [client.target], true));
}

/** Whoever tries one nickname after the other has had enough of them at some time. */
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

/** Lets the client in when all has been said that is needed. */
function register(client: Client): void | Promise<void> {
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

/** What must be known of someone. */
type Known = Required<Pick<Introduction, "nick" | "user" | "realname">>;

async function isRight(client: Client, password: string | undefined): Promise<boolean> {
  try {
    await client.password.answer(password);
    return true;
  } catch (cause) {
    if (cause instanceof Refused) return false;
    throw cause;
  }
}

function letIn(client: Client, { nick, user, realname }: Known): void {
  const { intro, server, peer } = client;
  if (peer.ended) return;
  client.user = user;
  client.host = server.services.cloaks.of(client.address, nick);
  client.realname = realname;
  try {
    client.hub.rename(client, nick);
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    if (cause.code === "banned") {
      client.refuse("youreBanned");
      return client.cut("banned", cause.message);
    }
    // somebody was faster
    delete intro.nick;
    client.refuse(cause.code === "nick_taken" ? "nicknameInUse" : "erroneousNickname", nick);
    return countTry(client);
  }
  client.isRegistered = true;
  client.since = client.spokeAt = client.now;
  server.admit(client);
  peer.greeted(client.nick, "*");
  sendWelcome(client);
  sendLusers(client);
  sendMotd(client);
}

async function authenticate(client: Client, { params }: Message): Promise<void> {
  if (!hasPassword(client) || !client.caps.has("sasl")) return client.refuse("saslFail");
  if (client.password.isPassed || client.isRegistered) return client.refuse("saslAlready");
  const result = saslIn(client.intro, params[0]!);
  switch (result.kind) {
    case "more":
      return;
    case "go":
      return client.send(formatMessage("", "AUTHENTICATE", ["+"]));
    case "mechanisms":
      client.reply(RPL.saslMechs, "PLAIN", "are available SASL mechanisms");
      return client.refuse("saslFail");
    case "answer": {
      if (!await isRight(client, result.password)) {
        client.refuse("saslFail");
        if (client.password.isExhausted) client.cut("password", "Too many wrong passwords");
        return;
      }
      const source = `${client.target}!*@*`;
      client.reply(
        RPL.loggedIn,
        source,
        result.account,
        `You are now logged in as ${result.account}`,
      );
      return client.reply(RPL.saslSuccess, "SASL authentication successful");
    }
    default:
      return client.refuse(result.kind);
  }
}

async function ping(client: Client, { params }: Message): Promise<void> {
  const token = params[0] ?? "";
  if (token === "") return client.refuse("noOrigin");
  // what others have said by now is before it too: the disk may have some of that still
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
