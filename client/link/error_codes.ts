/** What the server's error codes mean for the connection. Pure. */

import type { ErrorCode, ErrorData, ErrorFrame } from "../../protocol/frames.ts";

/** Codes after which the server ends the connection. */
const CUTS: readonly ErrorCode[] = [
  "flood",
  "full",
  "hello_timeout",
  "internal",
  "ping_timeout",
  "slow",
  "too_many_bad_lines",
  "unavailable",
];

/** Codes after which the client must not connect again: it would not help, or take the session away. */
const FATAL: readonly ErrorCode[] = ["bad_version", "banned", "kicked", "replaced"];

/** Codes that refuse what `hello` says. The same `hello` would be refused again. */
const HELLO: readonly ErrorCode[] = ["bad_frame", "bad_room", "not_admitted"];

/** Codes that refuse a room: with its name, the rest of the session goes on. */
const ROOM: readonly ErrorCode[] = [
  "bad_room",
  "banned",
  "not_admitted",
  "not_in_room",
  "too_many_rooms",
];

/** Codes that answer a search. Too many words are a bad text. */
const SEARCH: readonly ErrorCode[] = ["search_failed", "bad_text", "not_in_room"];

/** Whether a search has no other answer than this error. */
export function refusesSearch(code: ErrorCode): boolean {
  return SEARCH.includes(code);
}

/** Whether the user cannot be in a room because of this error. */
export function refusesRoom(code: ErrorCode): boolean {
  return ROOM.includes(code);
}

/** Whether the server ends the connection after this error. */
export function precedesCut(code: ErrorCode): boolean {
  return CUTS.includes(code);
}

/** Whether the client must not connect again after this error. */
export function isFatal(code: ErrorCode): boolean {
  return FATAL.includes(code);
}

/** Whether the same `hello` would get this error again. */
export function refusesHello(code: ErrorCode): boolean {
  return HELLO.includes(code);
}

/** What an error frame tells beyond its code, as a field that is absent where there is nothing. */
export function dataOf(frame: ErrorFrame): { readonly data?: ErrorData } {
  const { type: _, code: __, message: ___, cid: ____, ...data } = frame;
  return Object.keys(data).length === 0 ? {} : { data };
}
