/** What the server's own terminal says to the operator. */

export const admin = {
  ready: "/help lists the commands of this terminal.",
  noServer: (data: string) => `No server runs on the data folder ${data}; name another with --data`,
  noSocket: (data: string, why: string) => `Cannot reach the server of ${data}: ${why}`,
  noPlace: (why: string) => `There is no place for the socket of chat admin: ${why}`,
  serverGone: "The server has ended",
  noUnixSockets:
    "There is no chat admin on Windows: type the commands in the server's own terminal",
  noSuchCommand: (name: string) => `Unknown command /${name}: /help lists all`,
  beginWithSlash: "A command begins with a slash; to speak to everyone: /say TEXT",
  usage: (usage: string) => `Usage: ${usage}`,
  noSuchNick: (nick: string) => `Nobody here is called "${nick}"`,
  nobody: "Nobody is here",
  who: (nick: string, address: string, rooms: string) => `${nick}  ${address}  ${rooms}`,
  kicked: (nick: string) => `${nick} was disconnected`,
  banned: (what: string, until: string | undefined, reason: string | undefined) =>
    `${what}: banned${until === undefined ? "" : ` until ${until}`}${
      reason === undefined ? "" : ` (${reason})`
    }`,
  absent: (nick: string) =>
    `nobody here has the nickname "${nick}" now; put one of several words in quotes: "ann lee"`,
  neither: (text: string) =>
    `"${text}" is neither a nickname nor an address: 192.0.2.7 or 10.0.0.0/8 is wanted`,
  reasonTooLong: (bytes: number) => `The reason is longer than ${bytes} bytes`,
  bannedWithin: (what: string, range: string) => `${what} is banned with ${range}: /unban ${range}`,
  ownAddress: "this machine is not banned, only the nickname is",
  ownMachine: (text: string) => `${text} is this machine itself: it is not banned`,
  unbanned: (what: string) => `${what}: no longer banned`,
  notBanned: (what: string) => `${what} is not banned`,
  noBans: "Nobody is banned",
  badTime: (seen: string) => `Cannot ban for "${seen}": use 30m, 2h, 7d or 4w`,
  notWritten: (why: string) => `It applies until the server stops, but cannot be saved: ${why}`,
  notSaid: "Not sent: the server cannot write its log",
  direct: (nick: string, text: string) => `(private from ${nick}) ${text}`,
  commands: {
    help: "show this",
    who: "list who is here, from which address, in which rooms",
    kick: "disconnect someone; they can come back",
    ban: "ban a nickname and its address, or addresses",
    unban: "end a ban",
    bans: "list the bans",
    say: "say something in every room, as the server",
    quit: "stop the server",
  },
  args: {
    nick: "NICK",
    target: "NICK|ADDRESS[/BITS]",
    time: "[for 2h]",
    reason: "[REASON]",
    text: "TEXT",
  },
};

/** These sentences in one language. */
export type AdminPhrases = typeof admin;
