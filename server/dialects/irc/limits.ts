/**
 * The bounds of IRC: the unit is in the name, the reason in the comment. Each head names the files that use the
 * bounds below it.
 */

// a line from and to a client
// dialect.ts, message_format.ts

/**
 * An IRC client silent for this long after the `PING` is cut. More than a native one has: many are
 * programs that do one thing at a time, and other servers give them about two minutes in all.
 */
export const IRC_PING_TIMEOUT_MS = 90_000;

/** The longest line taken on an IRC port: a longer one is refused unread. */
export const MAX_IRC_INPUT_BYTES = 16 * 1024;

/** The longest line of IRC without its tags, its line end included (RFC 1459, section 2.3). */
export const MAX_IRC_LINE_BYTES = 512;

/** The longest tags an IRC client may send, the `@` and the space after them included (IRCv3). */
export const MAX_IRC_TAG_BYTES = 4_096;

/** The longest label of a command (IRCv3 labeled-response). */
export const MAX_IRC_LABEL_CHARS = 64;

/** Parameters of one message (RFC 1459, section 2.3); what is more belongs to the last. */
export const MAX_IRC_PARAMS = 15;

// who a client is
// registration.ts, sasl.ts, text.ts

/** The longest user name of IRC: it is in front of every message. */
export const MAX_IRC_USER_CHARS = 16;

/** The longest real name, reason or away message of IRC, in UTF-8 bytes. */
export const MAX_IRC_WORDS_BYTES = 300;

/** One piece of a SASL answer (IRCv3 sasl-3.1): a shorter one is the last. */
export const MAX_SASL_PIECE_CHARS = 400;

/** The longest SASL answer, all pieces together: a password is much shorter. */
export const MAX_SASL_ANSWER_CHARS = 4 * MAX_SASL_PIECE_CHARS;

// what clients must know
// isupport.ts

/** Tokens of ISUPPORT on one line: with the nickname and the sentence they are `MAX_IRC_PARAMS`. */
export const MAX_TOKENS_PER_LINE = 12;

// channels and their modes
// channels.ts, modes.ts, mode_change.ts, mask_modes.ts

/** Rooms in which one IRC client may be at once. */
export const MAX_IRC_CHANNELS = 100;

/** Targets of one IRC command: more is for a list that a client keeps, not for a flood. */
export const MAX_IRC_TARGETS = 4;

/** The longest key of an IRC channel (RFC 2812, section 2.3.1). */
export const MAX_IRC_KEY_CHARS = 23;

/** Mode changes in one IRC command that take a parameter: a message has 15 parameters in all. */
export const MAX_IRC_MODES = 12;

/** The longest mask, in UTF-8 bytes: it fits a line with all that stands around it. */
export const MAX_IRC_MASK_BYTES = 170;

// WHO, WHOIS, USERHOST
// queries.ts

/** Replies to one WHO: a client that wants to see thousands asks for a room of them. */
export const MAX_WHO_REPLIES = 10_000;

/** Channels on one line of WHOIS: with 33 letters of up to 4 bytes each, three fit. */
export const MAX_CHANNELS_PER_LINE = 3;

/** Nicknames in one USERHOST (RFC 1459, section 5.7). */
export const MAX_USERHOST_NICKS = 5;

// who comes, is away and goes
// away.ts, server.ts, departures.ts

/** Nicknames one IRC client may watch (MONITOR). */
export const MAX_IRC_MONITORED = 100;

/** What cleaning may take from a real name, in UTF-8 bytes, before it counts as cut. */
export const MAX_IRC_CODES_BYTES = 100;

/** How many former owners of nicknames are remembered (WHOWAS). */
export const MAX_IRC_WHOWAS = 500;

/** Departures of IRC clients that are remembered: a few hundred bytes each. */
export const MAX_IRC_DEPARTURES = 10_000;

// old messages
// history_time.ts, search.ts

/** `user@host` at its longest: a user name, the at sign, and a cloak. */
export const MAX_IRC_WHERE_BYTES = 40;

/** Answers of a search that SEARCH puts together: two seconds at the most. */
export const MAX_IRC_SEARCH_STEPS = 10;

// TLS alone (IRCv3 sts)
// ../../ports.ts

/**
 * For how long IRC clients come by TLS alone, in seconds, after they were here by TLS (IRCv3 sts): a
 * week, so that a server that goes back to plain text is out of reach no longer than that.
 */
export const IRC_STS_S = 7 * 24 * 60 * 60;
