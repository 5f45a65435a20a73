/** What the server says: to its clients, and to whoever runs it. */

import { faults } from "./faults.ts";
import { enCount, enForm } from "./plural.ts";

export const server = {
  faults,
  nickTaken: (nick: string) => `The nickname '${nick}' is taken`,
  nickReserved: (nick: string) => `The nickname '${nick}' is that of the server`,
  noSuchNick: (nick: string) => `Nobody here is called '${nick}'`,
  anotherNick: "Type another nickname:",
  version: (seen: number, wanted: number) =>
    `This server speaks version ${wanted} of the protocol, not ${seen}`,
  lineTooLong: (limit: number) => `The line is longer than ${limit} bytes`,
  notSaved: "The message was not saved: the server cannot write its log",
  unreadable: "The message was saved before, and its record cannot be read any more",
  slow: "You read too slowly and were disconnected; come back and get what you missed",
  slowDown: (rate: number) =>
    `You send faster than ${enCount(rate, "message")} a second; they are delayed`,
  flood: (rate: number) =>
    `Disconnected: you went on sending faster than ${enCount(rate, "message")} a second`,
  badLines: (limit: number) => `Disconnected: ${limit} lines that are no valid frames`,
  helloTimeout: (seconds: number) =>
    `Disconnected: no nickname within ${enCount(seconds, "second")}`,
  helloTries: (limit: number) => `Disconnected: ${limit} nicknames refused`,
  pingTimeout: (seconds: number) => `Disconnected: silent for ${enCount(seconds, "second")}`,
  replaced: "Disconnected: this session goes on from another connection",
  internal: "Disconnected: something went wrong in the server, its log says what",
  barriers: {
    banned: "You are banned from this room",
    inviteOnly: "This room is for those who are invited",
    key: "This room opens with a key, which only an IRC client can give",
    full: "This room is full",
  },
  muted: "You may not speak in this room now",
  kicked: (by: string, reason: string) => `${by} has sent you out of the room: ${reason}`,
  full: (limit: number) =>
    `The server is full: ${enCount(limit, "client")} ${enForm(limit, "is", "are")} connected`,
  perAddress: (limit: number) =>
    `Too many connections from your address: at most ${limit} possible`,
  helloFirst: "The first frame must be hello, and there is only one",
  tooManyRooms: (limit: number) => `There are ${limit} rooms already, no more are opened`,
  roomUnusable: (room: string) => `The room ${room} cannot be opened: its log cannot be used`,
  shutdown: "The server is shutting down",
  banner: "chat is running. Messages are kept in",
  bannerJoinHere: "Join from this machine:",
  bannerJoin: "Join from another machine:",
  bannerLocal: "Only this machine can join. To open it to the network:",
  bannerIrc: "Join with an IRC client, such as irssi, and then /join #lobby:",
  bannerTls: "The chat is encrypted (TLS). Newcomers compare the fingerprint:",
  bannerPlain: "Whoever can listen on this network can read along: the chat is not encrypted.",
  bannerStop: "Ctrl-C stops the server.",
  passwordWanted: "This server wants a password",
  passwordWrong: "The password is wrong",
  passwordBusy: "Too many passwords were tried from your address; try again in a minute",
  passwordSpent: (limit: number) => `Disconnected: ${limit} wrong passwords`,
  plainPassword: "Password:",
  plainHistory: (count: number) => `--- The last ${enCount(count, "message")} ---`,
  plainHistoryEnd: "--- End of history ---",
  plainNoHistory: "There is no chat history yet.",
  plainJoined: (nick: string, others: number) =>
    others > 0
      ? `--- ${nick} and ${enCount(others, "other")} joined the chat. ---`
      : `--- ${nick} joined the chat. ---`,
  plainLeft: (nick: string, others: number) =>
    others > 0
      ? `--- ${nick} and ${enCount(others, "other")} left the chat. ---`
      : `--- ${nick} left the chat. ---`,
  plainRenamed: (nick: string, to: string) => `--- ${nick} is now ${to}. ---`,
  plainTopic: (nick: string, topic: string) =>
    topic === "" ? `--- ${nick} removed the topic. ---` : `--- ${nick} set the topic: ${topic} ---`,
  plainDmSent: (to: string) => `Sent to ${to} alone`,
  plainRoom: (room: string) => `You are in the room #${room} now`,
  plainWho: (room: string, count: number, named: string, others: number) =>
    `--- ${enCount(count, "person", "people")} in #${room}: ${named}${
      others > 0 ? ` and ${enCount(others, "other")}` : ""
    } ---`,
  plainNoCommand: (name: string) =>
    `There is no command /${name} here, and nothing was said. /help lists the commands; //${name} says it`,
  plainUsage: (usage: string) => `Type: ${usage}`,
  plainCommands: {
    help: "list the commands",
    who: "see who is in the room",
    me: "say what you do",
    msg: "write to one person alone",
    nick: "change your nickname",
    room: "go to another room",
    quit: "leave",
  },
  plainArguments: { text: "TEXT", direct: "NICK TEXT", nick: "NICK", room: "ROOM" },
  notUtf8: "That is no text in UTF-8, and nothing was said; set your program or terminal to UTF-8",
  notHttp: "This port speaks a chat, not HTTP",
  notIrc: (port: number | undefined) =>
    port === undefined
      ? "This port does not speak IRC, and no other does here; the server opens one with --irc-port"
      : `This port does not speak IRC; IRC clients use port ${port}`,
  plainDm: (nick: string, text: string) => `(${nick} to you alone) ${text}`,
};

/** The sentences of the server in one language. */
export type ServerPhrases = typeof server;
