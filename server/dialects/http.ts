/**
 * A page of any site can have a browser send to any port, with lines of its choice behind the head of
 * the request: so no chat is spoken with those who begin like one.
 */

const REQUEST = /^(?:GET|POST|PUT|HEAD|OPTIONS|CONNECT|PATCH|DELETE|TRACE) \S+ HTTP\//;

/** Whether a first line is that of an HTTP request (RFC 9112, section 3). */
export function isHttpRequest(line: string): boolean {
  return REQUEST.test(line);
}
