/** Operators of the server: OPER, KILL, WALLOPS. */

import { boundedText } from "./text.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { formatMessage, type Message } from "./message_format.ts";
import { asWord } from "./nick_and_channel.ts";
import { RPL } from "./numerics.ts";

/** The commands of this file. */
export const OPER: readonly Command[] = [
  { name: "OPER", params: 2, help: "OPER name password: become an operator", run: oper },
  {
    name: "KILL",
    params: 1,
    help: "KILL nickname [:reason]: send someone out of the chat; for operators",
    run: kill,
  },
  {
    name: "WALLOPS",
    params: 1,
    help: "WALLOPS :text: to all operators and all with mode w; for operators",
    run: wallops,
  },
];

async function oper(client: Client, { params }: Message): Promise<void> {
  const [name, password] = params;
  const { peer, server } = client;
  const { log } = server.services;
  const check = server.options.operators.get(name!);
  if (check === undefined) {
    return client.refuse(server.options.operators.size > 0 ? "passwdMismatch" : "noOperHost");
  }
  const verdict = await check.try(password!, peer.address, () => !peer.ended);
  if (verdict !== "right") {
    log("warn", "wrong operator password", { peer: peer.endpoint, name, verdict });
    return client.refuse("passwdMismatch");
  }
  log("info", "operator", { peer: peer.endpoint, nick: client.nick, name });
  client.modes.add("o");
  client.reply(RPL.youreOper, "You are now an IRC operator");
  client.send(formatMessage(client.source, "MODE", [client.target, "+o"]));
}

function kill(client: Client, { params }: Message): void | Promise<void> {
  if (!client.isOperator) return client.refuse("noPrivileges");
  const member = client.hub.find(params[0]!);
  if (member === undefined) return client.refuse("noSuchNick", asWord(params[0]!));
  const reason = boundedText(params[1] ?? "") || client.nick;
  for (const room of client.hub.roomsOf(member)) client.asked(room);
  client.server.services.log("info", "killed", { nick: member.nick, by: client.nick, reason });
  member.expelled(undefined, client.nick, reason);
  return client.settled();
}

function wallops(client: Client, { params }: Message): void {
  if (!client.isOperator) return client.refuse("noPrivileges");
  const line = formatMessage(client.source, "WALLOPS", [boundedText(params[0]!)], true);
  for (const other of client.server.clients) {
    const { modes } = other.person;
    if (modes.has("o") || modes.has("w")) {
      client.tell(other, (encoding) => encoding.stamped(client.ts, line));
    }
  }
}
