/** What the screen of a user says. */

import { enCount, enForm } from "./plural.ts";

export const screen = {
  prompt: {
    lines: (count: number) => `${count} lines, one message: Enter sends, Esc discards`,
    height: (lines: number, most: number) => `${lines} of ${most} lines`,
    size: (bytes: number, most: number) => `${bytes} of ${most} bytes`,
    search: (query: string) => `(search "${query}") `,
  },
  commandHelp: {
    help: "show the commands, or one of them",
    room: "go to a room, or enter it; without a name: list your rooms",
    part: "leave a room",
    list: "list the rooms of the server",
    topic: "show the topic of the room, or set it; /topic -delete removes it",
    who: "show who is here",
    me: "say what you do: /me waves",
    msg: "send a private message; it is not stored",
    query: "go to the private talk with somebody",
    r: "answer the last private message",
    nick: "change your nickname",
    away: "tell the others that you are away; without a text: that you are back",
    ignore: "see nothing of somebody, or see them again; without a name: list them",
    quiet: "hide who comes and goes in this room, or show it again",
    history: "show older messages, or those of today",
    pager: "show what was said before in your pager ($PAGER)",
    search: 'find messages of this room with all these words; "in quotes" as they stand',
    mentions: "find where you were mentioned, in all your rooms",
    around: "show what was said around a message that was found: /around 3",
    more: "show more of a search, or all of a folded message, the latest first",
    resend: "send what was left unsent last time",
    forget: "delete what was left unsent last time",
    clear: "clear the screen",
    server: "show your servers; name this one for chat join",
    quit: "leave",
  },
  argNames: {
    person: "NICK",
    nick: "NICK",
    room: "ROOM",
    text: "TEXT",
    reason: "TEXT",
    like: "NAME",
    count: "NUMBER|today",
    number: "NUMBER",
    command: "COMMAND",
    verb: "save|forget",
    name: "NAME",
  },
  /** Commands of other programs, and what does that here. */
  hints: {
    whois: "/who shows who is here",
    invite: "Rooms are open: tell them /room and its name, with /msg",
    q: "/quit leaves the chat, /query NICK goes to a private talk",
    leave: "/part leaves a room",
    close: "/part leaves a room or a private talk",
    notice: "/msg NICK TEXT sends a private message",
    connect: "chat join HOST PORT goes to another server",
    back: "/away without a text tells that you are back",
    unignore: "/ignore NICK, a second time, shows them again",
    window: "Alt-1 to Alt-9 go to a room, and so does /room NAME",
    buffer: "Alt-1 to Alt-9 go to a room, and so does /room NAME",
  },
  servers: (list: string) => `Your servers: ${list}`,
  noServers: "You have no servers yet",
  serverSaved: (name: string) => `Saved: from now on, chat join ${name}`,
  serverForgotten: (name: string) => `The name ${name} was removed`,
  noSuchServer: (name: string) => `No server is called ${name}`,
  nothingKept: "There is no home folder to keep that in",
  nickPrompt: "Nickname: ",
  day: (ms: number) => new Intl.DateTimeFormat("en-GB", { dateStyle: "full" }).format(ms),
  connecting: (address: string) => `Connecting to ${address} …`,
  loading: "Loading what was missed …",
  tryingIn: (seconds: number) => `Trying again in ${seconds} s`,
  tryingNow: "Trying again …",
  waiting: (count: number) => `(${count} to be sent)`,
  paced: (rate: number, count: number, seconds: number) =>
    `The server takes ${enCount(rate, "message")} a second from each: ` +
    `${count} ${enForm(count, "waits", "wait")}, for ${seconds} s`,
  waitFor: (why: string, seconds: number) => `${why} (for ${seconds} s)`,
  stalled: "The database of the server does not answer: what you say is shown when it does",
  otherServers: (list: string) =>
    `Other servers of this chat: ${list}. The next chat join goes on there by itself`,
  lostConnection: (why: string) => `${why}. What you type is kept and sent later`,
  entered: (nick: string, room: string) => `You are ${nick} in ${room}. /help shows the commands`,
  enteredNext: (nick: string, room: string) => `You are ${nick} in ${room}`,
  newRoom: (room: string) => `${room} is new: nobody else is here, and nothing was said`,
  sameRoom: (room: string) => `You are in ${room} already`,
  sameNick: (nick: string) => `You are ${nick} already`,
  enterAgain: (word: string) => `Enter ${word} again to leave; with a space before it, it is sent`,
  here: (count: number) => `Here (${count}):`,
  andMore: (count: number) => `and ${count} more`,
  andMoreHere: (count: number) => `and ${count} more: /who shows all`,
  plainServer: "This is an older server: it confirms nothing, and has no /who, /msg, " +
    "/nick, /room or /history",
  backAgain: "Connected again",
  nothingMissed: "Connected again, nothing was missed",
  missed: (count: number) => `Connected again, ${enCount(count, "message")} missed, all loaded`,
  skipped: (count: number, loaded: number) =>
    `Connected again, ${enCount(count + loaded, "message")} missed: the last ${loaded} loaded, ` +
    `${count} not`,
  uncertain: (count: number) =>
    `Connected again, ${
      enCount(count, "missed message")
    } loaded; this server does not say whether ` +
    "there were more",
  /** Such as `22 Nov, 21:40`. */
  dayAndTime: (ms: number) =>
    new Intl.DateTimeFormat("en-GB", {
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
    }).format(ms),
  newSince: (count: number, when: string | undefined) =>
    when === undefined ? `${count} new` : `${count} new since ${when}`,
  newestOf: (shown: number, left: number) =>
    shown > 0
      ? `here ${enForm(shown, "is the newest one", `are the newest ${shown}`)}, ` +
        `/history ${left} shows ${enForm(left, "the other", "the others")}`
      : `/history ${left} shows ${enForm(left, "it", "them")}`,
  skippedUpTo: (most: number) =>
    `up to ${enCount(most, "message")} before this: /history shows them`,
  skippedUnknown: "messages may be missing here: /history shows them",
  people: (count: number) => `${count} here`,
  privateTalk: "private, not stored",
  youAreAway: "away",
  awayInList: "away",
  youAreNotAway: "You are not away",
  youAreAwayNow: (text: string) => `You are away: ${text}`,
  youAreBack: "You are back",
  isAway: (nick: string, text: string) =>
    text === "" ? `${nick} is away` : `${nick} is away: ${text}`,
  isBack: (nick: string) => `${nick} is back`,
  topicIs: (topic: string) => `Topic: ${topic}`,
  noTopic: "There is no topic; /topic TEXT sets one",
  noRooms: "There are no such rooms",
  roomCount: (count: number) => enCount(count, "person", "people"),
  nothingFound: (room: string | undefined) =>
    room === undefined ? "Nothing was found" : `Nothing was found in ${room}`,
  foundMore: (count: number) =>
    `${count} so far: /more shows older ones, /around NUMBER what was said around one`,
  foundAll: (count: number) =>
    `${enCount(count, "message")} found; /around NUMBER shows what was said around one`,
  onlyIgnored: "All of that is from people of whom you see nothing",
  notFound: (number: number) => `No message of a search has the number ${number}`,
  notLetIn: (room: string, why: string) => `Not in ${room} any more: ${why}`,
  leftRoom: (room: string) => `You left ${room}`,
  removedFrom: (room: string, by: string, reason: string) =>
    `${by} removed you from ${room}${reason === "" ? "" : `: ${reason}`}`,
  notUtf8: "That is not UTF-8 text: set your terminal to UTF-8",
  notSaidRemoved: (room: string) =>
    `Not said: you have just been removed from ${room}. Enter says it here`,
  inNoRoom: "You are in no room: /room NAME enters one",
  notThere: (room: string) => `You are not in ${room}`,
  talksNotKept: "Private talks are not kept: this one has no more than you see",
  onlyTwo: (nick: string) => `A private talk: you and ${nick}, nobody else`,
  noRoomHere: "This is a private talk, and no room: /room NAME goes to one",
  talksNotSearched: "Private talks are not kept and cannot be searched",
  noReply: "Nobody has sent you a private message",
  quietNow: "Joins and leaves in this room are hidden; /quiet shows them again",
  quietNoMore: "Joins and leaves in this room are shown",
  ignored: (nicks: string) => `You see nothing of ${nicks}`,
  ignoredNow: (nick: string) => `You see nothing of ${nick} now; the same command takes that back`,
  ignoredNoMore: (nick: string) => `You see ${nick} again`,
  nobodyIgnored: "You see everybody; /ignore NICK hides somebody",
  noPrograms: "No other program can be run from here; /history shows what was said before",
  pressKey: "Press any key to go on: the terminal does not answer",
  programFailed: (command: string, code: number) => `${command} ended with code ${code}.`,
  programKilled: (command: string, signal: string) => `${command} was ended by ${signal}.`,
  programMissing: (command: string, variable: string) =>
    `${command} cannot be run; ${variable} names another program`,
  programRefused: (command: string, why: string) => `${command} cannot be run: ${why}.`,
  notEdited: "The text is as it was",
  editedKept: (path: string) =>
    `What you wrote is too long for a message, or no text: it is in ${path}`,
  reset: (room: string) => `The log of ${room} was started anew`,
  /** `count` people: `nick` and the others. */
  joined: (nick: string, others: number, _count: number) =>
    others > 0 ? `${nick} and ${enCount(others, "other")} joined` : `${nick} joined`,
  left: (nick: string, others: number, _count: number) =>
    others > 0 ? `${nick} and ${enCount(others, "other")} left` : `${nick} left`,
  sentOut: (nick: string, by: string) => `${nick} was removed by ${by}`,
  renamed: (nick: string, to: string) => `${nick} is now ${to}`,
  topic: (nick: string, topic: string) => `${nick} set the topic: ${topic}`,
  topicGone: (nick: string) => `${nick} removed the topic`,
  dmFrom: "privately from ",
  dmTo: "privately to ",
  folded: (rows: number) => `… ${enCount(rows, "more line")}: /more`,
  nothingFolded: "No other message is folded",
  older: (count: number) => `${enCount(count, "older message")}:`,
  olderEnd: "up to here",
  noOlder: "There are no older messages",
  cacheBegins: "The last messages from here, as this machine remembers them:",
  notHere: "This server does not support that",
  notNow: "Not connected: try again when the connection is back",
  askedAgain: (commands: string) =>
    `No answer to ${commands} came: it is asked for again when the connection is back`,
  notAnswered: (commands: string) => `No answer to ${commands} came: enter it again`,
  outboxFull: "Too many messages are waiting to be sent",
  tooMuchPasted: (bytes: number) =>
    `Too much was pasted, and it was dropped: a message has at most ${bytes} bytes`,
  notSent: (why: string, text: string) => `Not sent (${why}): ${text}`,
  notSentKept: (why: string) => `Not sent: ${why}. The text is in the input again`,
  leftUnsent: (count: number) =>
    `${enCount(count, "message")} ${enForm(count, "was", "were")} not sent:`,
  offeredNext: "The next start offers it again",
  offered: (count: number) =>
    `${enCount(count, "message")} could not be sent last time; ` +
    enForm(
      count,
      "/resend sends it, /forget deletes it:",
      "/resend sends them, /forget deletes them:",
    ),
  nothingOffered: "Nothing is left unsent from last time",
  forgotten: (count: number) => `Deleted: ${count} unsent`,
  skippedLines: (count: number) => `… ${enCount(count, "line")} came too fast to be shown`,
  draft: "You were typing:",
  enterLeaves: "Enter leaves",
  cleared: "Cleared: Ctrl-Y or Up brings it back. Ctrl-C again leaves",
  suspended: "Stopped: fg goes on. If no prompt appears, press Ctrl-Z again",
  over: (why: string) => `${why}. The chat is over`,
  noSuchCommand: (name: string) =>
    `Unknown command /${name}: /help lists all, and //${name} says /${name}`,
  commandUsage: (usage: string) => `Usage: ${usage}`,
  alsoTyped: (words: string) => `also ${words}`,
  helpEnd:
    "Alt-a goes where you are mentioned or something is new, Alt-1 to Alt-9 to your rooms, " +
    "Tab completes nicknames, rooms and commands, Up brings back what you sent, Alt-Enter begins " +
    "a new line, Alt-e opens the text in your editor ($EDITOR), Ctrl-C clears the line or leaves, " +
    "Ctrl-Z stops until fg, //text says /text.",
};

/** The sentences of a person's screen in one language. */
export type ScreenPhrases = typeof screen;
