/**
 * Every bound of the system: the unit is in the name, the reason in the comment.
 *
 * What a peer must know is sent to it in `welcome.limits`; the rest protects the server.
 */

/** The version of the native protocol, sent in `hello` and `welcome`. */
export const PROTOCOL_VERSION = 1;

/** The longest line either side sends or accepts, its line feed included: 16 KiB. */
export const MAX_LINE_BYTES = 16 * 1024;

/**
 * The longest message text, in UTF-8 bytes. With every character escaped to two and the longest
 * nickname and cid around it, its record still fits one line of `MAX_LINE_BYTES`.
 */
export const MAX_TEXT_BYTES = 7_680;

/** The most lines in one message: a stack trace fits, a log file does not. */
export const MAX_TEXT_LINES = 100;

/** The widest nickname, in terminal columns: it leaves room for text in 80. */
export const MAX_NICK_COLUMNS = 32;

/** The longest nickname in UTF-8 bytes: columns alone do not bound stacked combining marks. */
export const MAX_NICK_BYTES = 128;

/** The longest room name, in characters, all of them safe in a folder name on every system. */
export const MAX_ROOM_CHARS = 32;

/** The longest `cid`, `secret` or `resume`, in characters: a UUID with a prefix fits. */
export const MAX_TOKEN_CHARS = 64;

/** The shortest secret of a session, in characters: 128 random bits in base64url, not to be guessed. */
export const MIN_SECRET_CHARS = 22;

/** How long a new connection may take to say who it is: a person has to type a nickname. */
export const HELLO_TIMEOUT_MS = 120_000;

/** How many nicknames may be refused before the connection is: a script in a loop ends here. */
export const MAX_HELLO_TRIES = 20;

/** Clients at once (`--max-clients`): well under the usual limit of 1,024 to 4,096 open files. */
export const DEFAULT_MAX_CLIENTS = 1024;

/** Connections at once from one address (`--per-address`); loopback is exempt. */
export const DEFAULT_PER_ADDRESS = 64;

/** Messages per second and client (`--rate`): more than a person types, less than a flood. */
export const DEFAULT_RATE_PER_S = 10;

/** How many seconds' worth of the rate may come at once: a paste of a hundred lines passes. */
export const RATE_BURST_S = 10;

/**
 * Lines per second that are no messages, such as pings and blank lines, and as many more at once:
 * far more than a client needs, and far less than keeps a server busy.
 */
export const FREE_LINES_PER_S = 1_000;

/** A client held back by the rate for this long without a pause is told so. */
export const FLOOD_WARN_MS = 5_000;

/** A client held back by the rate for this long without a pause is cut. */
export const FLOOD_CUT_MS = 30_000;

/** Wrong passwords on one connection before it is cut: a person who knows it needs no more. */
export const MAX_WRONG_PASSWORDS = 5;

/** How long the third wrong password of an address waits to be looked at; each further one twice. */
export const GUESS_DELAY_MIN_MS = 250;

/** The longest such wait: 8,640 guesses a day. */
export const GUESS_DELAY_MAX_MS = 10_000;

/** A wrong password of an address is forgotten in this time. */
export const GUESS_FORGIVEN_MS = 60_000;

/** A guess that would wait longer than this for its turn is not taken at all. */
export const MAX_GUESSES_WAIT_MS = 30_000;

/** Addresses whose wrong passwords are remembered: under a megabyte. */
export const MAX_GUESSERS = 10_000;

/** Bans of a server: each is looked at when somebody comes. */
export const MAX_SERVER_BANS = 1_000;

/** How long a client may take for the TLS handshake: some round trips, on a bad line too. */
export const HANDSHAKE_TIMEOUT_MS = 15_000;

/** Lines that are no valid frames before the connection counts as abuse and is cut. */
export const MAX_BAD_LINES = 50;

/** How long nothing more is read after each of them: whoever sends nothing else costs little. */
export const BAD_LINE_PAUSE_MS = 2;

/** How long the lines of one connection may keep the others waiting, in microseconds. */
export const TURN_US = 4_000;

/** Unsent output a member may have before it is told `slow` and cut. */
export const MAX_LAG_BYTES = 4 * 1024 * 1024;

/** How long one write may make no progress before the peer counts as dead. */
export const WRITE_STALL_MS = 60_000;

/** What is still read of a peer after its goodbye, in bytes: it is to see the goodbye, no more. */
export const MAX_UNHEARD_BYTES = 1024 * 1024;

/** How long a goodbye (`slow`, `shutdown`, `flood`) may take to leave before the socket is shut. */
export const GOODBYE_MS = 2_000;

/** A native client silent for this long is sent a `ping`. */
export const PING_AFTER_MS = 30_000;

/** A native client silent for this long after the `ping` is cut: a dead peer without a FIN. */
export const PING_TIMEOUT_MS = 20_000;

/**
 * An IRC client silent for this long after the `PING` is cut. More than a native one has: many are
 * programs that do one thing at a time, and other servers give them about two minutes in all.
 */
export const IRC_PING_TIMEOUT_MS = 90_000;

/** How often deadlines are looked at: one timer for all connections, not one for each. */
export const SWEEP_MS = 1_000;

/** In the plain dialect a piece without a line feed is complete after this much silence. */
export const PLAIN_SILENCE_MS = 100;

/** How long a plain piece that ends inside a UTF-8 letter waits for the rest of it. */
export const PLAIN_LETTER_MS = 1_000;

/** A server told to stop has written everything and gone after this long. */
export const SHUTDOWN_MS = 4_000;

/** Messages shown to someone who joins (`--history`), as the system it descends from did. */
export const DEFAULT_HISTORY = 10;

/** The most messages one `history` or `since` answer holds; a client pages for more. */
export const MAX_HISTORY_MESSAGES = 200;

/** The most bytes one `history` or `since` answer holds (at least one message all the same). */
export const MAX_HISTORY_BYTES = 1024 * 1024;

/** Messages a room keeps in memory: for those who join, and to know a `cid` again. */
export const RECENT_MESSAGES = 1_000;

/** The most bytes of those messages kept in memory for those who join. */
export const RECENT_BYTES = 256 * 1024;

/** Rooms open at once: each costs a file and some memory. */
export const MAX_ROOMS = 1_024;

/** Nicknames in `welcome`: so many of the longest, escaped, fit its line. `who` tells the rest. */
export const MAX_WELCOME_MEMBERS = 80;

/** Nicknames in one `who` line: so many of the longest, escaped, fit it. */
export const MAX_WHO_MEMBERS = 80;

/** Joins and leaves a room announces at once in a burst; beyond it they are folded into one line. */
export const PRESENCE_BURST = 20;

/** Joins and leaves a room announces per second in the long run. */
export const PRESENCE_PER_S = 10;

/** How often folded joins and leaves are announced. */
export const PRESENCE_FOLD_MS = 1_000;

/** The longest topic of a room, in UTF-8 bytes: it fits an IRC line with all that stands around it. */
export const MAX_TOPIC_BYTES = 300;

/** Bans in a room at the most, and exceptions: each is tried when somebody comes or speaks. */
export const MAX_BANS = 100;

/** The longest line of IRC without its tags, its line end included (RFC 1459, section 2.3). */
export const MAX_IRC_LINE_BYTES = 512;

/** The longest tags an IRC client may send, the `@` and the space after them included (IRCv3). */
export const MAX_IRC_TAG_BYTES = 4_096;

/** The longest line taken on an IRC port: whatever is longer is answered, and not looked at. */
export const MAX_IRC_INPUT_BYTES = 16 * 1024;

/** Rooms in which one IRC client may be at once. */
export const MAX_IRC_CHANNELS = 100;

/** Targets of one IRC command: more is for a list that a client keeps, not for a flood. */
export const MAX_IRC_TARGETS = 4;

/** Nicknames one IRC client may watch (MONITOR). */
export const MAX_IRC_MONITORED = 100;

/** Nicknames of which an IRC server remembers who had them (WHOWAS). */
export const MAX_IRC_WHOWAS = 500;

/** The longest user name of IRC: it is in front of every message. */
export const MAX_IRC_USER_CHARS = 16;

/** The longest real name, reason or away message of IRC, in UTF-8 bytes. */
export const MAX_IRC_WORDS_BYTES = 300;

/** The longest key of an IRC channel (RFC 2812, section 2.3.1). */
export const MAX_IRC_KEY_CHARS = 23;

/**
 * For how long IRC clients come by TLS alone, in seconds, after they were here by TLS (IRCv3 sts): a
 * week, so that a server that goes back to plain text is out of reach no longer than that.
 */
export const IRC_STS_S = 7 * 24 * 60 * 60;

/** Replies to one WHO: a client that wants to see thousands asks for a room of them. */
export const MAX_WHO_REPLIES = 10_000;

/** Mode changes in one IRC command that take a parameter: a message has 15 parameters in all. */
export const MAX_IRC_MODES = 12;

/** The longest settings file: every option there is takes a tenth of it. */
export const MAX_SETTINGS_BYTES = 16 * 1024;

/** One piece of a fan-out feed. */
export const SEGMENT_BYTES = 64 * 1024;

/** The first read buffer of a connection: small, since a pending read holds it. */
export const MIN_READ_BYTES = 512;

/** The largest read buffer, for a connection that fills the smaller ones. */
export const MAX_READ_BYTES = 64 * 1024;

/** A new file of a room's log begins when the last has grown past this. */
export const LOG_SEGMENT_BYTES = 64 * 1024 * 1024;

/** How much of a log's end is read at the start: enough for the recent messages. */
export const LOG_TAIL_BYTES = 1024 * 1024;

/** Bytes of records that wait for the disk before a room takes no more from its members. */
export const MAX_UNWRITTEN_BYTES = 8 * 1024 * 1024;
