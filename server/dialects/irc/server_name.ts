/** The name by which the server calls itself to IRC clients. */

/** One word of host name characters, at most 63 of them (RFC 2812, sections 1.1 and 2.3.1). */
const SERVER_NAME = /^[a-z\d](?:[a-z\d.-]{0,61}[a-z\d])?$/i;

/** `text` as a server name; `undefined` when a server cannot be called so. */
export function serverNameOf(text: string): string | undefined {
  return SERVER_NAME.test(text) ? text : undefined;
}
