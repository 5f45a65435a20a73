/** What the server's own terminal says to whoever runs the server. */

export const admin = {
  ready: "Type /help for what can be done here.",
  noSuchCommand: (name: string) => `There is no command /${name}: /help shows all`,
  beginWithSlash: "A command begins with a slash; to speak to everyone: /say TEXT",
  usage: (usage: string) => `It is typed like this: ${usage}`,
  noSuchNick: (nick: string) => `Nobody here is called "${nick}"`,
  nobody: "Nobody is here",
  who: (nick: string, address: string, rooms: string) => `${nick}  ${address}  ${rooms}`,
  kicked: (nick: string) => `${nick} was sent away`,
  kickReason: "by whoever runs the server",
  banned: (what: string, until: string | undefined) =>
    until === undefined ? `${what}: banned` : `${what}: banned until ${until}`,
  ownAddress: "this machine is not banned, only the nickname is",
  unbanned: (what: string) => `${what}: no longer banned`,
  notBanned: (what: string) => `${what} is not banned`,
  noBans: "Nobody is banned",
  badTime: (seen: string) => `Cannot ban for "${seen}": 30m, 2h, 7d or 4w is wanted`,
  notWritten: (why: string) => `This holds until the server stops, but is not written down: ${why}`,
  notSaid: "That was not said: the server cannot write its log",
  direct: (nick: string, text: string) => `(${nick} to you alone) ${text}`,
  /** To those who are kept out. */
  youAreBanned: (until: string | undefined) =>
    until === undefined
      ? "You are banned from this server"
      : `You are banned from this server until ${until}`,
  commands: {
    help: "show this",
    who: "who is here, from where, in which rooms",
    kick: "send someone away; they can come back",
    ban: "keep a nickname and its address out, or an address",
    unban: "let them in again",
    bans: "who is kept out",
    say: "say something in every room, as the server",
    quit: "stop the server",
  },
  args: { nick: "NICK", target: "NICK|ADDRESS", time: "[for 2h]", text: "TEXT" },
};

/** These sentences in one language. */
export type AdminPhrases = typeof admin;
