/** The time in which a certificate is valid (RFC 5280, section 4.1.2.5). Pure. */

/** A range of time, both ends included, in milliseconds since 1970. */
export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Why a certificate is not valid at a time in milliseconds since 1970; `undefined` when it is. */
export function notValidAt(
  { notBefore, notAfter }: Validity,
  now: number,
): "expired" | "not valid yet" | undefined {
  if (now > notAfter) return "expired";
  return now < notBefore ? "not valid yet" : undefined;
}

const SEQUENCE = 0x30;
const VERSION = 0xa0;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

/** One value of DER (X.690): its tag, its content, and what follows it. */
interface Value {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly rest: Uint8Array;
}

/** The validity of a certificate in DER; `undefined` when it cannot be read. */
export function validityOf(der: Uint8Array): Validity | undefined {
  const certificate = content(read(der), SEQUENCE);
  const fields = certificate && content(read(certificate), SEQUENCE);
  if (fields === undefined) return undefined;
  let field = read(fields);
  // the version may be left out
  if (field?.tag === VERSION) field = read(field.rest);
  // behind it: serial number, signature algorithm, issuer
  for (let skipped = 0; skipped < 3 && field !== undefined; skipped++) field = read(field.rest);
  const times = content(field, SEQUENCE);
  const first = times && read(times);
  const notBefore = timeOf(first);
  const notAfter = timeOf(first && read(first.rest));
  if (notBefore === undefined || notAfter === undefined) return undefined;
  return { notBefore, notAfter };
}

function read(bytes: Uint8Array): Value | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) return undefined;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 4) return undefined;
  const length = count === 0
    ? first
    : bytes.subarray(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0);
  const start = 2 + count;
  if (start + length > bytes.length) return undefined;
  return {
    tag,
    content: bytes.subarray(start, start + length),
    rest: bytes.subarray(start + length),
  };
}

function content(value: Value | undefined, tag: number): Uint8Array | undefined {
  return value?.tag === tag ? value.content : undefined;
}

function timeOf(value: Value | undefined): number | undefined {
  if (value === undefined) return undefined;
  const { tag, content } = value;
  if (tag !== UTC_TIME && tag !== GENERALIZED_TIME) return undefined;
  const [, year = "", rest = ""] = /^(\d\d(?:\d\d)?)(\d{10})Z$/.exec(
    new TextDecoder().decode(content),
  ) ?? [];
  if (year.length !== (tag === UTC_TIME ? 2 : 4)) return undefined;
  const century = year.length === 4 ? "" : Number(year) < 50 ? "20" : "19";
  const iso = rest.replace(/^(..)(..)(..)(..)(..)$/, "-$1-$2T$3:$4:$5Z");
  const time = Date.parse(century + year + iso);
  return Number.isNaN(time) ? undefined : time;
}
