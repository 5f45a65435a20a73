/**
 * The limits that both sides know. The unit is in the name, the reason in the comment. Each side has its
 * own ones in `server/limits.ts` and `client/limits.ts`.
 */

/** The version of the native protocol, for `hello` and `welcome`. */
export const PROTOCOL_VERSION = 1;

/** The longest line that either side sends or accepts, with its line feed: 16 KiB. */
export const MAX_LINE_BYTES = 16 * 1024;

/**
 * The longest message text, in UTF-8 bytes. Its record fits one line of `MAX_LINE_BYTES`, also with the
 * longest nickname and `cid`, and with each character escaped to two.
 */
export const MAX_TEXT_BYTES = 7_680;

/** The most lines of one message: a stack trace fits, a log file does not. */
export const MAX_TEXT_LINES = 100;

/** The widest nickname, in terminal columns: in 80 columns there is room for text beside it. */
export const MAX_NICK_COLUMNS = 32;

/** The longest nickname, in UTF-8 bytes: combining marks take no columns. */
export const MAX_NICK_BYTES = 128;

/** The longest away message, in UTF-8 bytes: that of IRC. */
export const MAX_AWAY_BYTES = 300;

/** The longest topic of a room, in UTF-8 bytes: it fits an IRC line with all that stands around it. */
export const MAX_TOPIC_BYTES = 300;

/** The longest room name, in characters. Each system can use it as the name of a folder. */
export const MAX_ROOM_CHARS = 32;

/** The longest `cid`, `secret` or `resume`, in characters: a UUID with a prefix fits. */
export const MAX_TOKEN_CHARS = 64;

/** The shortest secret of a session, in characters: 128 random bits in base64url. Nobody guesses them. */
export const MIN_SECRET_CHARS = 22;

/**
 * The most servers of a cluster that a client is told of at once, or is given to try: with these a
 * `welcome` fits its line.
 */
export const MAX_NODES = 8;

/** The most messages in one answer to `history` or `since`. A client asks again for more. */
export const MAX_HISTORY_MESSAGES = 200;
