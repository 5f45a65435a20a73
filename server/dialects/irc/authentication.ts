/** AUTHENTICATE: the password by SASL. */

import { Refused } from "../../chat/member.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { formatMessage, type Message } from "./message_format.ts";
import { RPL } from "./numerics.ts";
import { saslIn } from "./sasl.ts";

/** The commands of this file. */
export const AUTHENTICATION: readonly Command[] = [
  {
    name: "AUTHENTICATE",
    params: 1,
    early: true,
    help: "AUTHENTICATE PLAIN: the password by SASL",
    run: authenticate,
  },
];

/** Whether the server has a password. */
export function hasPassword(client: Client): boolean {
  return client.server.services.passwordCheck !== undefined;
}

/** Whether a password is right; `undefined` when the client has given none. */
export async function isRight(client: Client, password: string | undefined): Promise<boolean> {
  try {
    await client.password.answer(password);
    return true;
  } catch (cause) {
    if (cause instanceof Refused) return false;
    throw cause;
  }
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
