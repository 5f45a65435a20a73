/**
 * Clients that speak something else than this port. Any web page can have a browser post lines of its
 * choice to any port, and an IRC client sends its password first: such lines must not become a nickname,
 * a password or a message.
 */

/** What a line is the beginning of. */
export type OtherProtocol = "http" | "irc" | "tls" | "other";

/** A request line of HTTP (RFC 9112, section 3) or of its relatives SIP and RTSP, of any method. */
const REQUEST = /^\s*[!#$%&'*+.^_`|~\w-]+\s+\S+\s+(?:HTTP|SIP|RTSP)\/\d/i;

/** A request of HTTP 0.9, which names no version. */
const OLD_REQUEST = /^\s*(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|TRACE)\s+(?:\/|https?:)\S*\s*$/;

/** What an IRC client may send before a command: tags (IRCv3) and a source (RFC 2812, section 2.3.1). */
const IRC_PREFIX = String.raw`^\s*(?:@\S+\s+)?(?::\S+\s+)?`;

/** The commands with which an IRC client registers (RFC 2812, section 3.1; IRCv3 CAP). */
const REGISTRATION = new RegExp(
  `${IRC_PREFIX}${String
    .raw`(?:(?:CAP|cap)(?:\s|$)|(?:PASS|pass)\s+\S|(?:NICK|nick)\s+\S+\s*$|(?:USER|user)\s+\S+\s+\S+\s+\S)`}`,
);

/** Further commands of IRC: a bot may send them without an answer to the first ones. */
const IRC_COMMAND = new RegExp(
  `${IRC_PREFIX}${String
    .raw`(?:WEBIRC(?:\s+\S+){4}|AUTHENTICATE\s+\S+\s*$|JOIN\s+[#&]\S|(?:PRIVMSG|NOTICE)\s+\S+\s+:)`}`,
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
  /^USER\s+\S+\s*$/, // FTP and POP3: RFC 959 and RFC 1939
  /^AUTHINFO\s+\S/, // NNTP: RFC 4643
  /^(?:AUTH|QUIT|STARTTLS)\s*$/, // all of these
  /^[A-Za-z]*\d+\s+(?:LOGIN\s+\S+\s+\S|CAPABILITY\s*$|STARTTLS\s*$|AUTHENTICATE\s+\S)/i, // IMAP: RFC 9051
  /^PROXY\s+(?:TCP[46]|UNKNOWN)\b/, // the PROXY protocol; its version 2 has a line QUIT
  /^\*\d+\s*$/, // Redis
  /^<(?:\?xml|stream:|policy-file)/, // XMPP, Flash
];

/** The protocol that a line belongs to; `undefined` for any other line. */
export function otherProtocol(line: string): OtherProtocol | undefined {
  if (TLS_HELLO.test(line)) return "tls";
  if (REQUEST.test(line) || OLD_REQUEST.test(line)) return "http";
  if (REGISTRATION.test(line) || IRC_COMMAND.test(line)) return "irc";
  return OTHERS.some((pattern) => pattern.test(line)) ? "other" : undefined;
}

/** The methods of requests that browsers and scanners send first. */
const METHODS = [
  ...["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PRI"],
  ...["INVITE", "REGISTER", "DESCRIBE", "CAP", "PASS", "NICK", "USER"],
];

/** Words that nobody writes in small letters. */
const CAPITAL_WORDS = [
  "EHLO",
  "HELO",
  "LHLO",
  "PROXY",
  "WEBIRC",
  "AUTHENTICATE",
  "AUTHINFO",
  "SSH",
];

/** Whether a line that has not ended yet may become one of another protocol. */
export function mayBecomeOther(pending: string): boolean {
  const [word = "", ...rest] = pending.trimStart().split(/[\s-]/, 2);
  if (word === "") return false;
  if (rest.length > 0) return METHODS.includes(word.toUpperCase()) || CAPITAL_WORDS.includes(word);
  return METHODS.some((method) =>
    method.startsWith(word) || method.toLowerCase().startsWith(word)
  ) || CAPITAL_WORDS.some((each) => each.startsWith(word));
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
