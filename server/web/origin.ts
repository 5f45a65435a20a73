/** Which host names and which origins are allowed. Pure. */

/** Endings of names that no public name server knows: only the local network can have such names. */
const LOCAL_ENDINGS = [".local", ".lan", ".home.arpa", ".internal"];

const HOST = /^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i;

/** The verdict on a request. */
export type Verdict =
  | "welcome"
  /** Not a valid host. */
  | "malformed"
  /** Not a name of this server: another site may have given its name this address (DNS rebinding). */
  | "other_host"
  /** Sent by a page of another server. */
  | "other_origin";

/**
 * Checks the Host and the Origin of a request.
 *
 * Browsers let a page of any site connect to any server, and send the origin of that page. To check the origin
 * is not enough: when another site's name gets this server's address, its pages have that name as host and as
 * origin. So the host must be a name that only the local network can have, or an allowed one.
 *
 * @param origin Absent when the client is not a browser, and when a browser opens the page.
 * @param names Other allowed names, each from {@linkcode nameOf}.
 */
export function checkOrigin(
  host: string,
  origin: string | undefined,
  names: ReadonlySet<string>,
): Verdict {
  const url = HOST.test(host) ? URL.parse(`http://${host}`) : null;
  if (url === null) return "malformed";
  if (!isOwnName(url.hostname, names)) return "other_host";
  return origin === undefined || isSameHost(origin, host) ? "welcome" : "other_origin";
}

/** A name in the form in which names are compared: in lower case, without the dot at its end. */
export function nameOf(text: string): string {
  return withoutDot(text.toLowerCase());
}

function isOwnName(hostname: string, names: ReadonlySet<string>): boolean {
  const name = withoutDot(hostname);
  // in a URL, an IPv4 address is always four numbers, and an IPv6 address is in brackets
  const isAddress = /^[\d.]+$/.test(name) || name.startsWith("[");
  return isAddress || !name.includes(".") || LOCAL_ENDINGS.some((end) => name.endsWith(end)) ||
    names.has(name);
}

/** Whether a page of `origin` is from the server `host`. */
function isSameHost(origin: string, host: string): boolean {
  const page = URL.parse(origin);
  // behind a proxy that ends TLS the schemes differ; the default port is that of the page's scheme
  return page !== null && /^https?:$/.test(page.protocol) &&
    page.host === URL.parse(`${page.protocol}//${host}`)?.host;
}

function withoutDot(name: string): string {
  return name.replace(/\.$/, "");
}
