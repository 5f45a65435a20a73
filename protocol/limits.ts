/**
 * The bounds that both sides agree on: the unit is in the name, the reason in the comment. Those of one
 * side alone are in `server/limits.ts` and `client/limits.ts`.
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

/** The most messages one `history` or `since` answer holds; a client pages for more. */
export const MAX_HISTORY_MESSAGES = 200;
