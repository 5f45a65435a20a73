import { assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import { decodeClientFrame } from "../../protocol/decode_client.ts";
import { encodeFrame } from "../../protocol/frames.ts";
import { MAX_TOKEN_CHARS } from "../../protocol/limits.ts";
import { decodePlainSay } from "../../protocol/decode_say.ts";
import { anyText, token } from "./arbitraries.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** What the general way makes of a line, which a string always goes. */
function decodedGenerally(line: Uint8Array): unknown {
  try {
    return decodeClientFrame(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line),
    );
  } catch {
    return undefined;
  }
}

Deno.test("decodePlainSay reads what has nothing escaped", () => {
  for (const text of ["", "hi", "a b\x7f", "привет, 👋🏽", "\ufeff", "}", '{":,']) {
    const frame = { type: "say" as const, cid: "k-1", text: text.replaceAll('"', "") };
    assertEquals(decodePlainSay(encode(JSON.stringify(frame))), frame);
    const inRoom = { type: "say" as const, room: "dev", cid: "k-1", text: frame.text };
    assertEquals(decodePlainSay(encode(JSON.stringify(inRoom))), inRoom);
  }
});

Deno.test("decodePlainSay leaves everything else to the general way", () => {
  for (
    const line of [
      "",
      '{"type":"say","cid":"',
      '{"type":"say","cid":"k","text":"',
      '{"type":"say","cid":"k","text":"}',
      '{"type":"say","cid":"","text":"x"}',
      '{"type":"say","cid":"a b","text":"x"}',
      '{"type":"say","cid":"я","text":"x"}',
      '{"type":"say","cid":"k","text":"x","action":true}',
      '{"type":"say","cid":"k","text":"a\\nb"}',
      '{"type":"say","cid":"k","text":"a\tb"}',
      '{"type":"say","cid":"k","text":"x"} ',
      '{"type":"say","text":"x","cid":"k"}',
      '{"type":"say","room":"',
      '{"type":"say","room":"dev"}',
      '{"type":"say","room":"dev","text":"x","cid":"k"}',
      '{"type":"say","room":"плотина","cid":"k","text":"x"}',
      '{"type":"say","room":"de\\u0076","cid":"k","text":"x"}',
      `{"type":"say","cid":"${"k".repeat(MAX_TOKEN_CHARS + 1)}","text":"x"}`,
    ]
  ) {
    assertEquals(decodePlainSay(encode(line)), undefined, line);
  }
  const broken = encode('{"type":"say","cid":"k","text":"x?"}');
  broken[broken.indexOf(0x3f)] = 0xff;
  assertEquals(decodePlainSay(broken), undefined);
});

Deno.test("decodePlainSay makes of any line what the general way makes of it, or nothing", () => {
  const plain = fc.string({ unit: fc.constantFrom(..."ab {}:,я日\x7f"), maxLength: 200 });
  const text = fc.oneof(anyText, plain);
  const say = fc.record({
    ...{ type: fc.constant("say" as const), room: token, cid: token, text },
  }, { requiredKeys: ["type", "cid", "text"] });
  const line = fc.tuple(say, fc.option(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { freq: 1 }))
    .map(([frame, change]) => {
      const bytes = encode(encodeFrame(frame).trimEnd());
      if (change !== null) bytes[change[0] % bytes.length] = change[1];
      return bytes;
    });
  let read = 0;
  fc.assert(
    fc.property(line, (line) => {
      const frame = decodePlainSay(line);
      if (frame === undefined) return;
      read++;
      assertEquals(frame, decodedGenerally(line));
    }),
    { numRuns: 2000 },
  );
  assertEquals(read > 100, true, `only ${read} of the lines were plain`);
});
