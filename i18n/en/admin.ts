/** What the server's own terminal says to the operator. */

export const admin = {
  ready: "/help lists the commands of this terminal.",
  noSuchCommand: (name: string) => `Unknown command /${name}: /help lists all`,
  beginWithSlash: "A command begins with a slash; to speak to everyone: /say TEXT",
  usage: (usage: string) => `Usage: ${usage}`,
  noSuchNick: (nick: string) => `Nobody here is called "${nick}"`,
  nobody: "Nobody is here",
  who: (nick: string, address: string, rooms: string) => `${nick}  ${address}  ${rooms}`,
  kicked: (nick: string) => `${nick} was disconnected`,
  banned: (what: string, until: string | undefined) =>
    until === undefined ? `${what}: banned` : `${what}: banned until ${until}`,
  ownAddress: "this machine is not banned, only the nickname is",
  unbanned: (what: string) => `${what}: no longer banned`,
  notBanned: (what: string) => `${what} is not banned`,
  noBans: "Nobody is banned",
  badTime: (seen: string) => `Cannot ban for "${seen}": use 30m, 2h, 7d or 4w`,
  notWritten: (why: string) => `It holds until the server stops, but cannot be saved: ${why}`,
  notSaid: "Not sent: the server cannot write its log",
  direct: (nick: string, text: string) => `(private from ${nick}) ${text}`,
  /** To those who are banned. */
  youAreBanned: (until: string | undefined) =>
    until === undefined
      ? "You are banned from this server"
      : `You are banned from this server until ${until}`,
  commands: {
    help: "show this",
    who: "list who is here, from which address, in which rooms",
    kick: "disconnect someone; they can come back",
    ban: "ban a nickname and its address, or an address",
    unban: "end a ban",
    bans: "list the bans",
    say: "say something in every room, as the server",
    quit: "stop the server",
  },
  args: { nick: "NICK", target: "NICK|ADDRESS", time: "[for 2h]", text: "TEXT" },
};

/** These sentences in one language. */
export type AdminPhrases = typeof admin;
