/**
 * Clients that speak something else than this port. Any web page can have a browser post lines of its
 * choice to any port, and an IRC client sends its password first: such lines must not become a nickname,
 * a password or a message.
 */

/** What a line is the beginning of. */
export type OtherProtocol = "http" | "irc" | "tls";

/** A request line of HTTP (RFC 9112, section 3) or of its relatives SIP and RTSP, of any method. */
const REQUEST = /^\s*[!#$%&'*+.^_`|~\w-]+\s+\S+\s+(?:HTTP|SIP|RTSP)\/\d/i;

/** A request of HTTP 0.9, which names no version. */
const OLD_REQUEST = /^\s*(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|TRACE)\s+(?:\/|https?:)\S*\s*$/;

/** The commands with which an IRC client registers (RFC 2812, section 3.1; IRCv3 CAP). */
const REGISTRATION =
  /^\s*(?:(?:CAP|cap)(?:\s|$)|(?:PASS|pass)\s+\S|(?:NICK|nick)\s+\S+\s*$|(?:USER|user)\s+\S+\s+\S+\s+\S)/;

/** The first bytes of a TLS handshake (RFC 8446, section 5.1), as text of one byte a letter. */
// deno-lint-ignore no-control-regex
const TLS_HELLO = /^\x16\x03/;

/** The protocol that a line belongs to; `undefined` for any other line. */
export function otherProtocol(line: string): OtherProtocol | undefined {
  if (TLS_HELLO.test(line)) return "tls";
  if (REQUEST.test(line) || OLD_REQUEST.test(line)) return "http";
  return REGISTRATION.test(line) ? "irc" : undefined;
}

/** The methods of requests that browsers and scanners send first. */
const METHODS = [
  ...["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PRI"],
  ...["INVITE", "REGISTER", "DESCRIBE", "CAP", "PASS", "NICK", "USER"],
];

/** Whether a line that has not ended yet may become one of another protocol. */
export function mayBecomeOther(pending: string): boolean {
  const [word = "", ...rest] = pending.trimStart().split(/\s/, 2);
  if (word === "") return false;
  if (rest.length > 0) return METHODS.includes(word.toUpperCase());
  return METHODS.some((method) => method.startsWith(word) || method.toLowerCase().startsWith(word));
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
