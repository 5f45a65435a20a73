/** Names and addresses of machines, as people write them. */

/** A part of a name: what RFC 1123 allows, and the underscore that some networks use. */
const LABEL = "[\\w-]{1,63}";
const NAME = new RegExp(`^${LABEL}(\\.${LABEL})*\\.?$`);

/** As long as a name may be, in characters (RFC 1035). */
const MAX_NAME = 253;

/**
 * A host name or an address; an IPv6 address may stand in brackets, and loses them. A name in other
 * scripts becomes the one that name servers know (IDNA). `undefined` where no machine can be called so.
 */
export function hostOf(text: string): string | undefined {
  const bare = /^\[(.+)\]$/.exec(text)?.[1] ?? text;
  if (bare.includes(":")) {
    const zoneless = bare.replace(/%[\w.-]+$/, ""); // fe80::1%eth0: URLs know no zones
    return URL.canParse(`http://[${zoneless}]`) ? bare : undefined;
  }
  const isForeign = /^[\w.\u0080-\uffff-]+$/.test(text) && /[^\w.-]/.test(text);
  const name = isForeign ? URL.parse(`http://${text}`)?.hostname ?? "" : text;
  return NAME.test(name) && name.length <= MAX_NAME ? name : undefined;
}

/** A host and a port in one word: `127.0.0.1:65432`, `[::1]:65432`. */
export function addressOf(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
