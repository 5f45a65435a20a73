/**
 * A page of any site can make a browser send a request to any port, with chosen lines after the head.
 * So a client whose first line is that of a request is not served.
 */

const REQUEST = /^(?:GET|POST|PUT|HEAD|OPTIONS|CONNECT|PATCH|DELETE|TRACE) \S+ HTTP\//;

/** Whether a first line is that of an HTTP request (RFC 9112, section 3). */
export function isHttpRequest(line: string): boolean {
  return REQUEST.test(line);
}
