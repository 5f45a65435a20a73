/** Answers to HTTP requests, and their bytes. Pure. */

/** An answer. */
export interface Answer {
  readonly status: Status;
  /** The fields that not every answer has. */
  readonly fields: Readonly<Record<string, string>>;
  /** Absent when the answer has only a head. */
  readonly body?: Uint8Array | undefined;
}

/** The reason phrase of each status (RFC 9110, section 15). */
const REASONS = {
  101: "Switching Protocols",
  200: "OK",
  304: "Not Modified",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  421: "Misdirected Request",
  426: "Upgrade Required",
  431: "Request Header Fields Too Large",
  503: "Service Unavailable",
  505: "HTTP Version Not Supported",
} as const;

/** A status that this server uses. */
export type Status = keyof typeof REASONS;

/**
 * The page may load its own files and connect to its own server, nothing else. A text cannot become markup, and
 * no other site can show the page in a frame.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

/**
 * The fields of every answer. HSTS is not among them: with it, a browser lets nobody continue to a server with a
 * certificate of its own (RFC 6797, section 12.1).
 */
const FIELDS = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-cache",
  "vary": "accept-encoding",
  // a browser has few connections for each host: none is kept open for a later request
  "connection": "close",
};

const encoder = new TextEncoder();

/** An answer that is a sentence for a person. */
export function sentence(
  status: Status,
  text: string,
  fields: Readonly<Record<string, string>> = {},
): Answer {
  const type = { "content-type": "text/plain; charset=utf-8" };
  return { status, fields: { ...type, ...fields }, body: encoder.encode(`${text}\n`) };
}

/**
 * Encodes an answer.
 *
 * @param method The method of the request: the answer to HEAD has no body.
 * @param now The time in milliseconds since 1970.
 */
export function encodeAnswer({ status, fields, body }: Answer, method: string, now: number) {
  const length = body === undefined ? {} : { "content-length": String(body.length) };
  const date = { date: new Date(now).toUTCString() };
  const all = status === 101 ? fields : { ...FIELDS, ...date, ...fields, ...length };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const head = encoder.encode(`HTTP/1.1 ${status} ${REASONS[status]}\r\n${lines}\r\n`);
  if (body === undefined || method === "HEAD") return head;
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}
