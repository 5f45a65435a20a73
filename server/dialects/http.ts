/**
 * A page of any site can make a browser send a request to any port, with chosen lines after the head.
 * So a client whose first line is that of a request is not served.
 */

// any method, any version; SIP and RTSP begin the same way (RFC 3261, section 7.1)
const REQUEST = /^\S+ \S+ (?:HTTP|SIP|RTSP)\/\d/;

/** Whether a first line is that of an HTTP request (RFC 9112, section 3), or of one that looks alike. */
export function isHttpRequest(line: string): boolean {
  return REQUEST.test(line);
}
