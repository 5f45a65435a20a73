/** Decodes lines into native frames, and validates them: nothing from a peer is trusted. */

import type { ClientFrame, ErrorCode, ErrorData, LimitsInfo, ServerFrame } from "./frames.ts";
import { MAX_TOKEN_CHARS, MIN_SECRET_CHARS } from "./limits.ts";
import { decodePlainSay } from "./decode_say.ts";

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

type Fields = Readonly<Record<string, unknown>>;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function parse(line: Uint8Array | string): Fields {
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
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text;
}

function wrong(f: Fields, field: string, wanted: string): FrameError {
  const cid = typeof f.cid === "string" ? f.cid.slice(0, MAX_TOKEN_CHARS) : undefined;
  const seen = Object.hasOwn(f, field) ? f[field] : undefined;
  return new FrameError(`Field "${field}" is ${show(seen)}: ${wanted}`, cid);
}

// Object.hasOwn: a "__proto__" from a peer must not add fields to a frame
function text(f: Fields, field: string): string {
  const value = Object.hasOwn(f, field) ? f[field] : undefined;
  if (typeof value !== "string") throw wrong(f, field, "it must be a string");
  return value;
}

function token(f: Fields, field: string): string {
  const value = text(f, field);
  // printable ASCII: a token is compared, logged and echoed, never displayed
  if (value.length > MAX_TOKEN_CHARS || !/^[\x21-\x7e]+$/.test(value)) {
    throw wrong(f, field, `it must be 1 to ${MAX_TOKEN_CHARS} printable ASCII characters`);
  }
  return value;
}

/** A token that nobody can guess: anyone who knows it can take the session over. */
function secret(f: Fields, field: string): string {
  const value = token(f, field);
  if (value.length >= MIN_SECRET_CHARS) return value;
  throw wrong(f, field, `it must have ${MIN_SECRET_CHARS} to ${MAX_TOKEN_CHARS} characters`);
}

function count(f: Fields, field: string): number {
  const value = Object.hasOwn(f, field) ? f[field] : undefined;
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw wrong(f, field, "it must be a whole number from 0");
  }
  return value as number;
}

function flag(f: Fields, field: string): boolean {
  const value = f[field];
  if (typeof value !== "boolean") throw wrong(f, field, "it must be true or false");
  return value;
}

/** Reads an optional field. A missing field and `null` mean the same. */
function optional<K extends string, V>(
  f: Fields,
  field: K,
  read: (f: Fields, field: string) => V,
): { [P in K]?: V } {
  if (!Object.hasOwn(f, field) || f[field] === null) return {};
  return { [field]: read(f, field) } as { [P in K]?: V };
}

const CLIENT_FRAMES: {
  readonly [T in ClientFrame["type"]]: (f: Fields) => Extract<ClientFrame, { type: T }>;
} = {
  hello: (f) => ({
    type: "hello",
    v: count(f, "v"),
    nick: text(f, "nick"),
    ...optional(f, "room", text),
    ...optional(f, "since", count),
    ...optional(f, "since_ts", token),
    ...optional(f, "log", token),
    ...optional(f, "history", count),
    ...optional(f, "secret", secret),
    ...optional(f, "resume", secret),
    ...optional(f, "password", text),
    ...optional(f, "unannounced", flag),
  }),
  // every message takes this path: no spread here
  say: (f) =>
    f.action === undefined || f.action === null
      ? { type: "say", cid: token(f, "cid"), text: text(f, "text") }
      : { type: "say", cid: token(f, "cid"), text: text(f, "text"), action: flag(f, "action") },
  dm: (f) => ({ type: "dm", cid: token(f, "cid"), to: text(f, "to"), text: text(f, "text") }),
  nick: (f) => ({ type: "nick", nick: text(f, "nick") }),
  join: (f) => ({
    type: "join",
    room: text(f, "room"),
    ...optional(f, "since", count),
    ...optional(f, "since_ts", token),
    ...optional(f, "log", token),
    ...optional(f, "history", count),
  }),
  who: () => ({ type: "who" }),
  history: (f) => ({ type: "history", ...optional(f, "before", count), limit: count(f, "limit") }),
  ping: (f) => ({ type: "ping", n: count(f, "n") }),
  pong: (f) => ({ type: "pong", n: count(f, "n") }),
  bye: () => ({ type: "bye" }),
};

/**
 * Decodes a line from a client. Unknown fields are ignored.
 *
 * @throws {FrameError} when the line is not a valid frame.
 */
export function decodeClientFrame(line: Uint8Array | string): ClientFrame {
  const say = typeof line === "string" ? undefined : decodePlainSay(line);
  if (say !== undefined) return say;
  const fields = parse(line);
  const type = text(fields, "type");
  if (!Object.hasOwn(CLIENT_FRAMES, type)) {
    throw wrong(fields, "type", `it must be one of ${Object.keys(CLIENT_FRAMES).join(", ")}`);
  }
  return CLIENT_FRAMES[type as ClientFrame["type"]](fields);
}

function optionalTrue<K extends string>(f: Fields, field: K): { [P in K]?: true } {
  return (f[field] === true ? { [field]: true } : {}) as { [P in K]?: true };
}

function list(f: Fields, field: string): string[] {
  const value = Object.hasOwn(f, field) ? f[field] : undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw wrong(f, field, "it must be a list of strings");
  }
  return value;
}

function limits(f: Fields): LimitsInfo {
  const value = Object.hasOwn(f, "limits") ? f.limits : undefined;
  if (typeof value !== "object" || value === null) throw wrong(f, "limits", "it must be an object");
  const l = value as Fields;
  return {
    line_bytes: count(l, "line_bytes"),
    text_bytes: count(l, "text_bytes"),
    text_lines: count(l, "text_lines"),
    nick_columns: count(l, "nick_columns"),
    rate: count(l, "rate"),
    burst: count(l, "burst"),
    history: count(l, "history"),
  };
}

const SERVER_FRAMES: {
  readonly [T in ServerFrame["type"]]: (f: Fields) => Extract<ServerFrame, { type: T }>;
} = {
  msg: (f) => ({
    id: count(f, "id"),
    ts: text(f, "ts"),
    type: "msg",
    nick: text(f, "nick"),
    text: text(f, "text"),
    cid: text(f, "cid"),
    ...optionalTrue(f, "action"),
    ...optionalTrue(f, "notice"),
    ...optionalTrue(f, "old"),
  }),
  joined: (f) => ({
    ts: text(f, "ts"),
    type: "joined",
    nick: text(f, "nick"),
    ...optional(f, "others", count),
    ...optionalTrue(f, "resumed"),
  }),
  left: (f) => ({
    ts: text(f, "ts"),
    type: "left",
    nick: text(f, "nick"),
    ...optional(f, "others", count),
    ...optional(f, "reason", text),
    ...optional(f, "by", text),
  }),
  renamed: (f) => ({
    ts: text(f, "ts"),
    type: "renamed",
    nick: text(f, "nick"),
    to: text(f, "to"),
  }),
  topic: (f) => ({
    ts: text(f, "ts"),
    type: "topic",
    nick: text(f, "nick"),
    topic: text(f, "topic"),
    ...optional(f, "set", text),
  }),
  error: (f) => ({
    type: "error",
    code: text(f, "code") as ErrorCode,
    message: text(f, "message"),
    ...optional(f, "cid", text),
    ...optional(f, "retry_ms", count),
    ...optional(f, "like", text),
    ...optionalTrue(f, "reserved"),
    ...optional(f, "until", text),
    ...optional(f, "room", text),
    ...optional(f, "by", text),
    ...optional(f, "reason", text),
    ...optional(f, "barrier", (f, field) => text(f, field) as NonNullable<ErrorData["barrier"]>),
  }),
  welcome: (f) => ({
    type: "welcome",
    v: count(f, "v"),
    server: text(f, "server"),
    nick: text(f, "nick"),
    room: text(f, "room"),
    resume: text(f, "resume"),
    last: count(f, "last"),
    members: list(f, "members"),
    count: count(f, "count"),
    ...optional(f, "log", text),
    ...optionalTrue(f, "other_log"),
    limits: limits(f),
  }),
  live: () => ({ type: "live" }),
  dm: (f) => ({
    type: "dm",
    ts: text(f, "ts"),
    nick: text(f, "nick"),
    to: text(f, "to"),
    text: text(f, "text"),
    cid: text(f, "cid"),
  }),
  who: (f) => ({
    type: "who",
    room: text(f, "room"),
    count: count(f, "count"),
    nicks: list(f, "nicks"),
    ...optionalTrue(f, "more"),
  }),
  history: (f) => ({
    type: "history",
    first: count(f, "first"),
    last: count(f, "last"),
    count: count(f, "count"),
  }),
  ping: (f) => ({ type: "ping", n: count(f, "n") }),
  pong: (f) => ({ type: "pong", n: count(f, "n") }),
  shutdown: (f) => ({ type: "shutdown", message: text(f, "message") }),
};

/**
 * Decodes a line from a server, or a record of its log. Unknown fields are ignored. An unknown type gives
 * `undefined`, so that an old client can use a newer server.
 *
 * @throws {FrameError} when the line is not a valid frame.
 */
export function decodeServerFrame(line: Uint8Array | string): ServerFrame | undefined {
  const fields = parse(line);
  const type = text(fields, "type");
  if (!Object.hasOwn(SERVER_FRAMES, type)) return undefined;
  return SERVER_FRAMES[type as ServerFrame["type"]](fields);
}
