/** Reads the fields of frames, and validates them: nothing from a peer is trusted. */

import { MAX_TOKEN_CHARS, MIN_SECRET_CHARS } from "./limits.ts";

/** A line is not a valid frame. `message` says what is wrong with which field. */
export class FrameError extends Error {
  override readonly name = "FrameError";
  /** The `cid` of the frame, where it is readable. */
  readonly cid: string | undefined;

  /**
   * Makes the error.
   *
   * @param message Which field is wrong, and how.
   * @param cid The `cid` of the frame, where it is readable.
   */
  constructor(message: string, cid?: string) {
    super(message);
    this.cid = cid;
  }
}

/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Parses a line as a JSON object.
 *
 * @throws {FrameError} when it is not one.
 */
export function parse(line: Uint8Array | string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(typeof line === "string" ? line : decoder.decode(line));
  } catch (cause) {
    const what = cause instanceof SyntaxError ? "JSON" : "UTF-8";
    throw new FrameError(`The line is not valid ${what}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new FrameError("A frame is a JSON object");
  }
  return value as Fields;
}

function show(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text;
}

/** The error of a field that is not as `wanted`. */
export function wrong(f: Fields, field: string, wanted: string): FrameError {
  const cid = typeof f.cid === "string" ? f.cid.slice(0, MAX_TOKEN_CHARS) : undefined;
  const seen = Object.hasOwn(f, field) ? f[field] : undefined;
  return new FrameError(`Field "${field}" is ${show(seen)}: ${wanted}`, cid);
}

/** A string. @throws {FrameError} */
export function text(f: Fields, field: string): string {
  // Object.hasOwn: a "__proto__" from a peer must not add fields to a frame
  const value = Object.hasOwn(f, field) ? f[field] : undefined;
  if (typeof value !== "string") throw wrong(f, field, "it must be a string");
  return value;
}

/** A token: 1 to `MAX_TOKEN_CHARS` printable ASCII characters. @throws {FrameError} */
export function token(f: Fields, field: string): string {
  const value = text(f, field);
  // printable ASCII: a token is compared, logged and echoed, never displayed
  if (value.length > MAX_TOKEN_CHARS || !/^[\x21-\x7e]+$/.test(value)) {
    throw wrong(f, field, `it must be 1 to ${MAX_TOKEN_CHARS} printable ASCII characters`);
  }
  return value;
}

/** A token that nobody can guess: anyone who knows it can take the session over. */
export function secret(f: Fields, field: string): string {
  const value = token(f, field);
  if (value.length >= MIN_SECRET_CHARS) return value;
  throw wrong(f, field, `it must have ${MIN_SECRET_CHARS} to ${MAX_TOKEN_CHARS} characters`);
}

/** A whole number from 0. @throws {FrameError} */
export function count(f: Fields, field: string): number {
  const value = Object.hasOwn(f, field) ? f[field] : undefined;
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw wrong(f, field, "it must be a whole number from 0");
  }
  return value as number;
}

/** A time that `Date.parse` reads, such as ISO 8601. @throws {FrameError} */
export function time(f: Fields, field: string): string {
  const value = token(f, field);
  if (Number.isNaN(Date.parse(value))) throw wrong(f, field, "it must be a time (ISO 8601)");
  return value;
}

/** True or false. @throws {FrameError} */
export function flag(f: Fields, field: string): boolean {
  const value = f[field];
  if (typeof value !== "boolean") throw wrong(f, field, "it must be true or false");
  return value;
}

/** Reads an optional field. A missing field and `null` mean the same. */
export function optional<K extends string, V>(
  f: Fields,
  field: K,
  read: (f: Fields, field: string) => V,
): { [P in K]?: V } {
  if (!Object.hasOwn(f, field) || f[field] === null) return {};
  return { [field]: read(f, field) } as { [P in K]?: V };
}

/** A mark: a field that is `true` or counts as absent. */
export function optionalTrue<K extends string>(f: Fields, field: K): { [P in K]?: true } {
  return (f[field] === true ? { [field]: true } : {}) as { [P in K]?: true };
}

/** A list of objects. @throws {FrameError} */
export function records(f: Fields, field: string): Fields[] {
  const value = Object.hasOwn(f, field) ? f[field] : undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === "object" && item !== null)) {
    throw wrong(f, field, "it must be a list of objects");
  }
  return value;
}

/** A list of strings. @throws {FrameError} */
export function list(f: Fields, field: string): string[] {
  const value = Object.hasOwn(f, field) ? f[field] : undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw wrong(f, field, "it must be a list of strings");
  }
  return value;
}
