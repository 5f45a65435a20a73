/**
 * Clients that speak something else than this port. Any web page can have a browser post lines of its
 * choice to any port, and an IRC client sends its password first: such lines must not become a nickname,
 * a password or a message.
 */

/** What a line is the beginning of. */
export type OtherProtocol = "http" | "irc" | "tls" | "other";

/** A request line of HTTP (RFC 9112, section 3) or of its relatives SIP, RTSP and ICAP, of any method. */
const REQUEST = /^\s*[!#$%&'*+.^_`|~\w-]+\s+\S.*?\s(?:HTTP|SIP|RTSP|ICAP)\/\d/i;

/** A request without a version, of HTTP 0.9 or cut off. */
const OLD_REQUEST = /^\s*(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|TRACE)\s+(?:\/|https?:)/;

/** The first line of an answer of theirs. */
const RESPONSE = /^\s*(?:HTTP|SIP|RTSP|ICAP)\/\d\.\d\s+\d{3}\b/i;

/** The byte order mark of UTF-8, as text of one byte a letter too. */
const BYTE_ORDER_MARK = /^(?:\ufeff|\u00ef\u00bb\u00bf)/;

/** What an IRC client may send before a command: tags (IRCv3) and a source (RFC 2812, section 2.3.1). */
const IRC_PREFIX = String.raw`^\s*(?:@\S+\s+)?(?::\S+\s+)?`;

/** The commands with which an IRC client registers (RFC 2812, section 3.1; IRCv3 CAP). */
const REGISTRATION = new RegExp(
  `${IRC_PREFIX}${String
    .raw`(?:(?:CAP|cap)(?:\s|$)|[Pp][Aa][Ss][Ss]\s+\S|(?:NICK|nick)\s+\S+(?:\s+\d+)?\s*$|(?:USER|user)\s+\S+\s+\S+\s+\S)`}`,
);

/** The same in other letter cases, where no nickname looks like that. */
const CASELESS_REGISTRATION = new RegExp(
  `${IRC_PREFIX}${String.raw`(?:CAP\s+(?:LS|LIST|REQ|END)\b|USER\s+\S+\s+\S+\s+\S+\s+:)`}`,
  "i",
);

/** Further commands of IRC: a bot may send them without an answer to the first ones. */
const IRC_COMMAND = new RegExp(
  `${IRC_PREFIX}${String
    .raw`(?:WEBIRC(?:\s+\S+){4}|AUTHENTICATE\s+\S+\s*$|JOIN\s+[#&]\S|(?:PRIVMSG|NOTICE)\s+\S+\s+:|OPER\s+\S+\s+\S|(?:PING|PONG)\s+\S|QUIT\s+:|MODE\s+\S+\s+[+-]|SERVER\s+\S+\s+\d|SERVICE(?:\s+\S+){4}|(?:NICKSERV|NS)\s+IDENTIFY\s)`}`,
);

/** The first bytes of a TLS handshake (RFC 8446, section 5.1), as text of one byte a letter. */
// deno-lint-ignore no-control-regex
const TLS_HELLO = /^\x16\x03/;

/**
 * The first lines of other protocols. Programs that try all ports send them, and some send a password next.
 */
const OTHERS: readonly RegExp[] = [
  /^SSH-\d/, // RFC 4253, section 4.2
  /^(?:EHLO|HELO|LHLO)\s+\S+\s*$/, // SMTP: RFC 5321, section 4.1.1.1
  /^(?:ehlo|helo|lhlo)\s+\S*[.:]\S*\s*$/, // the same; a host has a dot, or is an address
  /^USER\s+\S+\s*$/, // FTP and POP3: RFC 959 and RFC 1939
  /^AUTHINFO\s+\S/, // NNTP: RFC 4643
  /^(?:AUTH|CAPA|NOOP|PING|QUIT|STARTTLS)\s*$/, // all of these, and Redis
  /^AUTH\s+\S/, // SMTP, POP3 and Redis: a password follows
  /^APOP\s+\S+\s+\S/, // POP3
  /^[A-Za-z]*\d+\s+(?:LOGIN\s+\S+\s+\S|CAPABILITY\s*$|STARTTLS\s*$|AUTHENTICATE\s+\S)/i, // IMAP: RFC 9051
  /^PROXY\s+(?:TCP[46]|UNKNOWN)\b/, // the PROXY protocol; its version 2 has a line QUIT
  /^\*\d+\s*$/, // Redis
  /^<(?:\?xml|stream:|policy-file)/, // XMPP, Flash
  /^RFB \d{3}\.\d{3}/, // VNC: RFC 6143, section 7.1.1
  /^@RSYNCD:/,
  /^\[\s*\{\s*"/, // JSON-RPC, several requests at once
];

/** The protocol that a line belongs to; `undefined` for any other line. */
export function otherProtocol(given: string): OtherProtocol | undefined {
  if (TLS_HELLO.test(given)) return "tls";
  const line = given.replace(BYTE_ORDER_MARK, "");
  if ([REQUEST, OLD_REQUEST, RESPONSE].some((pattern) => pattern.test(line))) return "http";
  const irc = [REGISTRATION, CASELESS_REGISTRATION, IRC_COMMAND];
  if (irc.some((pattern) => pattern.test(line))) return "irc";
  return OTHERS.some((pattern) => pattern.test(line)) ? "other" : undefined;
}

/** Methods and commands that are written in small letters, too. */
const LOWER_WORDS = [
  ...["get", "head", "post", "put", "delete", "options", "patch", "trace", "connect"],
  ...["cap", "pass", "nick", "user"],
];

/** A method of HTTP and its relatives, or a command, as nearly all of them are: in capital letters. */
const CAPITAL_WORD = /^[A-Z][A-Z-]*$/;

/** Whether a line that has not ended yet may become one of another protocol. */
export function mayBecomeOther(pending: string): boolean {
  const text = pending.replace(BYTE_ORDER_MARK, "").trimStart();
  // IRC: tags or a source before the command; XML; IMAP: a tag before the command; a command in place of a nickname
  if (/^(?:[@:</]|[A-Za-z]{0,8}\d+\s+[A-Za-z])/.test(text)) return true;
  const [word = "", ...rest] = text.split(/\s/, 2);
  if (CAPITAL_WORD.test(word) || /^(?:SSH-|[A-Z]+\/)/.test(word)) return true;
  const lower = word.toLowerCase();
  if (rest.length > 0) return LOWER_WORDS.includes(lower) || /^(?:ehlo|helo|lhlo)$/.test(lower);
  return word !== "" && LOWER_WORDS.some((each) => each.startsWith(word));
}

/** What an HTTP client is answered: a status that it understands, and a sentence for a person. */
export function httpRefusal(sentence: string): string {
  const body = `${sentence}\n`;
  return [
    "HTTP/1.1 400 Bad Request",
    "content-type: text/plain; charset=utf-8",
    `content-length: ${new TextEncoder().encode(body).length}`,
    "connection: close",
    "",
    body,
  ].join("\r\n");
}
