/** The table of all commands, and HELP, which shows it. */

import { MULTILINE } from "./multiline.ts";
import { CHANNELS } from "./channels.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { HISTORY } from "./history.ts";
import { INFO } from "./server_info.ts";
import type { Message } from "./message_format.ts";
import { PRIVMSG_COMMANDS } from "./privmsg.ts";
import { MODES } from "./modes.ts";
import { asWord } from "./nick_and_channel.ts";
import { RPL } from "./numerics.ts";
import { OPER } from "./oper.ts";
import { AWAY } from "./away.ts";
import { QUERIES } from "./queries.ts";
import { READ_MARKER } from "./read_marker.ts";
import { SEARCH } from "./search.ts";
import { NEGOTIATION } from "./negotiation.ts";
import { AUTHENTICATION } from "./authentication.ts";
import { REGISTRATION } from "./registration.ts";

const HELP: readonly Command[] = ["HELP", "HELPOP"].map((name) => ({
  name,
  params: 0,
  help: `${name} [command]: this`,
  run: help,
}));

/** The commands by their names. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  [
    ...NEGOTIATION,
    ...REGISTRATION,
    ...AUTHENTICATION,
    ...CHANNELS,
    ...PRIVMSG_COMMANDS,
    ...MULTILINE,
    ...HISTORY,
    ...SEARCH,
    ...READ_MARKER,
    ...QUERIES,
    ...AWAY,
    ...MODES,
    ...INFO,
    ...OPER,
    ...HELP,
  ].map((command) => [command.name, command]),
);

function help(client: Client, { params }: Message): void {
  const subject = params[0] ?? "";
  if (subject === "") {
    client.reply(RPL.helpStart, "*", "The commands of this server:");
    for (const { help } of COMMANDS.values()) client.reply(RPL.helpTxt, "*", help);
    return client.reply(RPL.endOfHelp, "*", "HELP with a command says more of it");
  }
  const command = COMMANDS.get(subject.toUpperCase());
  if (command === undefined) return client.refuse("helpNotFound", asWord(subject));
  client.reply(RPL.helpStart, command.name, command.help);
  client.reply(RPL.endOfHelp, command.name, "docs/IRC.md has the whole table");
}
