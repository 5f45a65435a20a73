/** What the server says to its clients and to its operator. */

import { faults } from "./faults.ts";
import { enCount, enForm } from "./plural.ts";

export const server = {
  faults,
  nickTaken: (nick: string) => `The nickname '${nick}' is taken`,
  nickAlike: (nick: string, other: string) => `The nickname '${nick}' is too much like '${other}'`,
  nickReserved: (nick: string) => `The nickname '${nick}' is reserved`,
  noSuchNick: (nick: string) => `Nobody here is called '${nick}'`,
  anotherNick: "Type another nickname:",
  version: (seen: number, wanted: number) =>
    `This server speaks version ${wanted} of the protocol, not ${seen}`,
  lineTooLong: (limit: number) => `The line is longer than ${limit} bytes`,
  notSaved: "The message was not saved: the server cannot write its log",
  unreadable: "The message was saved earlier, but its record can no longer be read",
  unavailable: "The server cannot reach its database now; try again",
  unconfirmed: (nick: string) => `It is not known whether '${nick}' has got the message`,
  slow: "You read too slowly and were disconnected; come back and get what you missed",
  slowDown: (rate: number) =>
    `You send faster than ${enCount(rate, "message")} a second; they are delayed`,
  flood: (rate: number) =>
    `Disconnected: you went on sending faster than ${enCount(rate, "message")} a second`,
  badLines: (limit: number) => `Disconnected: ${limit} invalid lines`,
  helloTimeout: (seconds: number) =>
    `Disconnected: no nickname within ${enCount(seconds, "second")}`,
  helloTries: (limit: number) => `Disconnected: ${limit} nicknames refused`,
  pingTimeout: (seconds: number) => `Disconnected: silent for ${enCount(seconds, "second")}`,
  replaced: "Disconnected: this session continues on another connection",
  internal: "Disconnected: an error in the server; its log has the details",
  youAreBanned: (until: string | undefined, reason: string | undefined) =>
    `You are banned from this server${until === undefined ? "" : ` until ${until}`}${
      reason === undefined ? "" : `: ${reason}`
    }`,
  barriers: {
    banned: "You are banned from this room",
    inviteOnly: "This room is by invitation only",
    key: "This room needs a key, which only an IRC client can give",
    full: "This room is full",
  },
  muted: "You may not speak in this room now",
  removedFromRoom: (by: string, reason: string) =>
    reason === ""
      ? `${by} removed you from the room`
      : `${by} removed you from the room: ${reason}`,
  wordsTooLong: (seen: number, limit: number) =>
    `That takes ${enCount(seen, "byte")}; the maximum is ${limit}`,
  notInRoom: "You are not in that room",
  topicLocked: "Only an operator of the room may change its topic",
  searching: "One search at a time: wait for the answer to the last one",
  searchFailed: "The search could not be done; the server's log has the details",
  searchTerms: (seen: number, limit: number) =>
    `You search for ${enCount(seen, "word")}; the maximum is ${limit}`,
  inTooManyRooms: (limit: number) => `You are in ${enCount(limit, "room")}: leave one first`,
  inNoRoom: "You are in no room now; enter one with /room",
  disconnectedBy: (by: string, reason: string) =>
    reason === "" ? `Disconnected by ${by}` : `Disconnected by ${by}: ${reason}`,
  full: (limit: number) =>
    `The server is full: ${enCount(limit, "client")} ${enForm(limit, "is", "are")} connected`,
  perAddress: (limit: number) => `Too many connections from your address; the maximum is ${limit}`,
  helloFirst: "The first frame must be hello, and hello comes only once",
  tooManyRooms: (limit: number) => `Cannot open another room: there are ${limit} already`,
  tooManyNewRooms: (seconds: number) =>
    `Too many new rooms were made from here: try again in ${seconds} s`,
  noSuchRoom: "There is no such room",
  roomUnusable: (room: string) => `The room ${room} cannot be opened: its log cannot be used`,
  shutdown: "The server is shutting down",
  beginsAnew: "Beginning anew, as another node of the cluster",
  goesOnAt: (addresses: string) => `The chat goes on at ${addresses}`,
  waiting: "The database does not answer: what you say waits, and is shown when it does",
  banner: "chat is running. Messages are kept in",
  bannerJoinHere: "Join from this machine:",
  bannerJoin: "Join from another machine:",
  bannerLocal: "Only this machine can join. To open it to the network:",
  bannerIrc: "Join with an IRC client, such as irssi, and then /join #lobby:",
  bannerWeb: "Open in a browser:",
  bannerQr: "Or scan this with a phone:",
  bannerNoQr: "No QR code: phones cannot reach this address.",
  bannerTls: "The chat is encrypted (TLS). New users should compare the fingerprint:",
  bannerPlain: "The chat is not encrypted: anyone who can listen on this network can read it.",
  bannerStop: "Ctrl-C stops the server.",
  passwordWanted: "This server wants a password",
  passwordWrong: "The password is wrong",
  passwordBusy: "Too many passwords were tried from your address; try again in a minute",
  passwordSpent: (limit: number) => `Disconnected: ${limit} wrong passwords`,
  plainNickFirst: "Commands come after the nickname",
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
  plainDmSent: (to: string) => `Sent privately to ${to}`,
  plainNotSaid:
    "Not sent: you were just removed from the room that it was for. Enter it again to send it to this room",
  plainRoom: (room: string) => `You are in the room #${room} now`,
  plainWho: (room: string, count: number, named: string, others: number) =>
    `--- ${enCount(count, "person", "people")} in #${room}: ${named}${
      others > 0 ? ` and ${enCount(others, "other")}` : ""
    } ---`,
  plainAway: (nick: string) => `${nick} (away)`,
  plainRoomRow: (room: string, count: number, topic: string | undefined) =>
    `#${room}: ${enCount(count, "person", "people")}${topic === undefined ? "" : `, ${topic}`}`,
  plainNoRooms: "There is no such room",
  plainTopicNow: (topic: string | undefined) =>
    topic === undefined ? "No topic is set" : `The topic is: ${topic}`,
  plainYouAreAway: (text: string) => `You are away now: ${text}`,
  plainNotAway: "You are not away",
  plainBack: "You are back now",
  plainNoCommand: (name: string) =>
    `Unknown command /${name}, nothing was said. /help lists the commands; //${name} says it`,
  plainUsage: (usage: string) => `Usage: ${usage}`,
  plainCommands: {
    help: "list the commands",
    who: "see who is in the room",
    me: "say what you do",
    msg: "send a private message",
    nick: "change your nickname",
    room: "go to another room",
    rooms: "see which rooms there are",
    topic: "see the topic of the room, or set it; /topic -delete removes it",
    away: "say that you are away, or back",
    quit: "leave",
  },
  plainArguments: { text: "TEXT", direct: "NICK TEXT", nick: "NICK", room: "ROOM", mask: "MASK" },
  notUtf8: "That is not UTF-8 text, and nothing was said; set your program or terminal to UTF-8",
  notHttp: "This port is for chat, not for HTTP",
  notOther: "This port is for chat, and for no other protocol",
  notIrc: (port: number | undefined) =>
    port === undefined
      ? "This port does not speak IRC, and this server has no port that does (--irc-port)"
      : `This port does not speak IRC; IRC clients use port ${port}`,
  plainDm: (nick: string, text: string) => `(private from ${nick}) ${text}`,
  web: {
    malformed: "This is not a valid request",
    headTooLarge: (kib: number, fields: number) =>
      `The head of the request is too large: at most ${kib} KiB and ${fields} fields are possible`,
    version: "This server speaks HTTP/1.1 only",
    otherHost: (name: string) =>
      `This server is not called ${name}; its operator can allow that name with --web-name ${name}`,
    otherOrigin: "Only this server's own page can connect to it",
    method: "Only GET and HEAD are possible here",
    body: "A request with a body is not possible here",
    notWebSocket: "Only a WebSocket of version 13 can be opened here",
    notFound: "There is nothing here; the chat is at /",
  },
};

/** The sentences of the server in one language. */
export type ServerPhrases = typeof server;
