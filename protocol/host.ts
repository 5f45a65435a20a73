/** Names and addresses of hosts, as people write them. */

/** A part of a name: as RFC 1123 allows, and with the underscore that some networks use. */
const LABEL = "[\\w-]{1,63}";
const NAME = new RegExp(`^${LABEL}(\\.${LABEL})*\\.?$`);

/** The longest name (RFC 1035). */
const MAX_NAME_CHARS = 253;

/**
 * Parses the name or the address of a host; `undefined` where it can be neither. An IPv6 address loses
 * its brackets. A name in another script becomes the one that name servers know (IDNA).
 */
export function hostOf(text: string): string | undefined {
  const bare = /^\[(.+)\]$/.exec(text)?.[1] ?? text;
  if (bare.includes(":")) {
    const zoneless = bare.replace(/%[\w.-]+$/, ""); // fe80::1%eth0: URLs have no zones
    return URL.canParse(`http://[${zoneless}]`) ? bare : undefined;
  }
  const isForeign = /^[\w.\u0080-\uffff-]+$/.test(text) && /[^\w.-]/.test(text);
  const name = isForeign ? URL.parse(`http://${text}`)?.hostname ?? "" : text;
  return NAME.test(name) && name.length <= MAX_NAME_CHARS ? name : undefined;
}

/** A host and a port as one word: `127.0.0.1:65432`, `[::1]:65432`. */
export function addressOf(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
