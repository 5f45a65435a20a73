import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { MAX_FRAME_BYTES } from "../../../server/limits.ts";
import { closeFrame, pongFrame, TextFrames } from "../../../server/web/frames.ts";
import { bytesOf, OPCODE, serverFrame } from "../../support/web_frames.ts";

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

Deno.test("TextFrames puts lines into one frame, its length in as few bytes as can be", () => {
  const cases: [length: number, headerBytes: number][] = [
    [1, 2],
    [125, 2],
    [126, 4],
    [65_535, 4],
    [65_536, 10],
  ];
  for (const [length, headerBytes] of cases) {
    const lines = bytesOf(`${"x".repeat(length - 1)}\n`);
    const { bytes, payloadBytes } = new TextFrames().of(lines);
    assertEquals([bytes.length, payloadBytes], [headerBytes + length, length]);
    assertEquals(serverFrame(bytes), { opcode: OPCODE.text, payload: lines, length: bytes.length });
  }
});

Deno.test("TextFrames cuts what is longer than MAX_FRAME_BYTES at the last line feed that fits", () => {
  const line = `${"x".repeat(999)}\n`;
  const lines = bytesOf(line.repeat(200));
  const { payloadBytes } = new TextFrames().of(lines);
  assertEquals(payloadBytes, Math.floor(MAX_FRAME_BYTES / 1000) * 1000);
  const exact = bytesOf(`${"x".repeat(MAX_FRAME_BYTES - 1)}\n${line}`);
  assertEquals(new TextFrames().of(exact).payloadBytes, MAX_FRAME_BYTES);
});

Deno.test("TextFrames makes one frame for all who are sent the same view", () => {
  const frames = new TextFrames();
  const [view, other] = [bytesOf("one\n"), bytesOf("one\n")];
  const frame = frames.of(view);
  assertStrictEquals(frames.of(view), frame);
  assert(frames.of(other) !== frame);
  assertEquals(frames.of(view), frame);
});

Deno.test("pongFrame and closeFrame are what a client understands", () => {
  const frameOf = (bytes: Uint8Array) => {
    const { opcode, payload } = serverFrame(bytes)!;
    return [opcode, latin1(payload)];
  };
  assertEquals(frameOf(pongFrame(bytesOf("abc"))), [OPCODE.pong, "abc"]);
  assertEquals(frameOf(closeFrame(undefined)), [OPCODE.close, ""]);
  assertEquals(frameOf(closeFrame(1000)), [OPCODE.close, "\x03\xe8"]);
  assertEquals(frameOf(closeFrame(1009, "why")), [OPCODE.close, "\x03\xf1why"]);
});
