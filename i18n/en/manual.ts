/** What the manual page says besides the tables of commands. */

export const manual = {
  title: "User Commands",
  name: "NAME",
  summary: "group chat over TCP: one machine serves, all others join",
  synopsis: "SYNOPSIS",
  description: "DESCRIPTION",
  about: [
    "A message is shown to anyone only once it is on the server's disk; everyone in a room sees " +
    "the same messages in the same order; a client that was cut off reconnects by itself, loads " +
    "what it missed, and sends what was typed meanwhile.",
    "In the client, /help lists the commands.",
  ],
  commands: "COMMANDS",
  environment: "ENVIRONMENT",
  precedence: [
    "An option that is not on the command line is taken from the environment, and then from " +
    "chat.json; an unknown setting in that file is an error.",
  ],
  insteadOf: (flag: string) =>
    `The password itself, in place of ${flag}; used before the file that chat.json names.`,
  variable: "Sets an option: CHAT_PORT is --port. Of an option without a value, 1 is on, 0 off.",
  locale: "The language, by the first one that is set, unless --lang says another.",
  noColor: "When set, there are no colours.",
  files: "FILES",
  fileList: {
    "chat.json":
      'In the data folder (--data or CHAT_DATA): {"serve": {"port": 7000}, "join": {"nick": "ann"}}. ' +
      "Clients read it in the usual data folder, or that of CHAT_DATA.",
    "rooms/ROOM/*.ndjson": "In the data folder: the log of a room, one message a line, as JSON.",
  },
  exitStatus: "EXIT STATUS",
  exitCodes: {
    0: "Success: the server was asked to stop, or the messages were stored.",
    1: "It did not succeed, with a reason on stderr.",
    2: "The command line, a variable or chat.json is wrong.",
    3: "The server cannot listen on that address.",
    4: "The data folder cannot be used.",
    5: "The database of the cluster cannot be used.",
    130: "A second signal ended the program at once.",
  },
  examples: "EXAMPLES",
};

/** The sentences of the manual page in one language. */
export type ManualPhrases = typeof manual;
