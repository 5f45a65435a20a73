/** What the server tells about itself: LUSERS, MOTD, VERSION, TIME, ADMIN, INFO, LINKS, STATS. */

import { USER_MODES } from "./user_modes.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { fits } from "../../chat/glob.ts";
import { ISUPPORT, NETWORK } from "./isupport.ts";
import type { Message } from "./message_format.ts";
import { asWord } from "./nick_and_channel.ts";
import { RPL } from "./numerics.ts";

/** The commands of this file. */
export const INFO: readonly Command[] = [
  { name: "LUSERS", params: 0, help: "LUSERS: how many are here", run: sendLusers },
  { name: "MOTD", params: 0, help: "MOTD: the message of the day", run: onServer(sendMotd) },
  { name: "VERSION", params: 0, help: "VERSION: what runs here", run: onServer(version) },
  { name: "TIME", params: 0, help: "TIME: the server's time", run: onServer(time) },
  { name: "ADMIN", params: 0, help: "ADMIN: whom to ask", run: onServer(admin) },
  { name: "INFO", params: 0, help: "INFO: about this server", run: onServer(info) },
  { name: "LINKS", params: 0, help: "LINKS: the servers of the network: one", run: links },
  { name: "STATS", params: 0, help: "STATS u: for how long it runs", run: stats },
];

/** About this server, in one line. */
const ABOUT = "a group chat in one program";

/** Runs `act` where the server that is asked for is this one. */
function onServer(act: (client: Client) => void): Command["run"] {
  return (client: Client, { params }: Message) => {
    const target = params[0] ?? "";
    const isHere = target === "" || fits(target.toLowerCase(), client.serverName.toLowerCase()) ||
      client.hub.find(target) !== undefined;
    if (isHere) act(client);
    else client.refuse("noSuchServer", asWord(target));
  };
}

/** The numbers 001 to 005. */
export function sendWelcome(client: Client): void {
  const { serverName, server } = client;
  const { version } = server.options;
  const since = new Date(server.startedAt).toUTCString();
  client.reply(RPL.welcome, `Welcome to the ${NETWORK} network, ${client.source}`);
  client.reply(RPL.yourHost, `Your host is ${serverName}, running version ${version}`);
  client.reply(RPL.created, `This server was started ${since}`);
  client.replyWords(RPL.myInfo, serverName, version, USER_MODES, "bCeiIklmnostv", "beIklov");
  sendIsupport(client);
}

function sendIsupport(client: Client): void {
  for (const tokens of ISUPPORT) {
    client.reply(RPL.isupport, ...tokens, "are supported by this server");
  }
}

/** The numbers of people and rooms. */
export function sendLusers(client: Client): void {
  const { server, hub } = client;
  let invisible = 0;
  let operators = 0;
  for (const { person: { modes } } of server.clients) {
    if (modes.has("i")) invisible++;
    if (modes.has("o")) operators++;
  }
  const { count } = hub;
  const { most } = server;
  client.reply(
    RPL.luserClient,
    `There are ${count - invisible} users and ${invisible} invisible on 1 servers`,
  );
  client.reply(RPL.luserOp, `${operators}`, "operator(s) online");
  client.reply(RPL.luserUnknown, `${server.strangers.size}`, "unknown connection(s)");
  client.reply(RPL.luserChannels, `${hub.rooms.length}`, "channels formed");
  client.reply(RPL.luserMe, `I have ${count} clients and 0 servers`);
  client.reply(
    RPL.localUsers,
    `${count}`,
    `${most}`,
    `Current local users ${count}, max ${most}`,
  );
  client.reply(
    RPL.globalUsers,
    `${count}`,
    `${most}`,
    `Current global users ${count}, max ${most}`,
  );
}

/** The message of the day: there is none. */
export function sendMotd(client: Client): void {
  client.refuse("noMotd");
}

function version(client: Client): void {
  client.reply(RPL.version, client.server.options.version, client.serverName, ABOUT);
  sendIsupport(client);
}

function time(client: Client): void {
  client.reply(RPL.time, client.serverName, new Date(client.now).toUTCString());
}

function admin(client: Client): void {
  client.reply(RPL.adminMe, client.serverName, "Administrative info");
  client.reply(RPL.adminLoc1, "The person who has started this server");
  client.reply(RPL.adminLoc2, ABOUT);
  client.reply(RPL.adminEmail, "No address");
}

function info(client: Client): void {
  const { version } = client.server.options;
  client.reply(RPL.info, `${version}: ${ABOUT}`);
  client.reply(RPL.info, "Rooms are channels: the room lobby is #lobby, at every door");
  client.reply(RPL.endOfInfo, "End of INFO list");
}

function links(client: Client): void {
  // a network of one server has no links
  client.reply(RPL.endOfLinks, "*", "End of LINKS list");
}

function stats(client: Client, { params }: Message): void {
  const letter = params[0] ?? "*";
  if (letter === "u") {
    const seconds = Math.floor((client.now - client.server.startedAt) / 1000);
    const days = Math.floor(seconds / 86_400);
    const clock = new Date(seconds * 1000).toISOString().slice(11, 19);
    client.reply(RPL.statsUptime, `Server up ${days} days ${clock}`);
  }
  client.reply(RPL.endOfStats, asWord(letter), "End of STATS report");
}
