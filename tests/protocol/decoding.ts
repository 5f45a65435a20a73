/** What the tests of both decoders share. */

import { assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import { FrameError } from "../../protocol/decode_fields.ts";
import { encodeFrame } from "../../protocol/frames.ts";

/** The fields of a frame. */
export type Fields = Record<string, unknown>;

/** The bytes of `text`. */
export const encode = (text: string) => new TextEncoder().encode(text);

/** Types that no frame has. */
export const UNKNOWN_TYPES = ["", "nonsense", "SAY", "toString", "__proto__", "constructor"];

/** Values that no field takes, by the kind of value it wants. */
export function wrongFor(value: unknown): readonly unknown[] {
  const others = ["", 1, true, {}, [], [1]].filter((other) => typeof other !== typeof value);
  if (typeof value === "number") return [...others, -1, 0.5, 1e300, 2 ** 53, "1"];
  if (Array.isArray(value)) return [...others, {}, [1], ["a", null]];
  if (typeof value === "object") return [...others, null];
  return others;
}

/** The error with which a line is refused. */
export function refusal(decode: (line: string) => unknown, line: string): FrameError {
  return assertThrows(() => decode(line), FrameError, undefined, line) as FrameError;
}

/** Lines of any kind: JSON or not, damaged frames, frames of `type` with any fields. */
export function anyLine(
  frame: fc.Arbitrary<Parameters<typeof encodeFrame>[0]>,
  type: string,
): fc.Arbitrary<string | Uint8Array> {
  return fc.oneof(
    fc.json(),
    fc.uint8Array({ maxLength: 100 }),
    fc.tuple(frame, fc.nat(), fc.nat({ max: 255 })).map(([frame, at, byte]) => {
      const bytes = encode(encodeFrame(frame));
      bytes[at % bytes.length] = byte;
      return bytes;
    }),
    fc.object().map((value) => JSON.stringify({ type, ...value })),
  );
}
