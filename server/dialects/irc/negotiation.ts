/** CAP: a client and the server agree on capabilities (IRCv3). */

import { cleanText } from "../../../protocol/text.ts";
import { type Cap, CAPS, isCap } from "./caps.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { formatMessage, type Message } from "./message_format.ts";
import { asWord } from "./nick_and_channel.ts";
import { hasPassword } from "./authentication.ts";
import { register } from "./registration.ts";

/** The commands of this file. */
export const NEGOTIATION: readonly Command[] = [
  {
    name: "CAP",
    params: 1,
    early: true,
    help: "CAP LS|LIST|REQ|END [capabilities]: what the two sides can do",
    run: cap,
  },
];

/** The capabilities that this client can have. */
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
      // clients cannot ask for this one (IRCv3 sts)
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
    // version 302 implies this capability
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
