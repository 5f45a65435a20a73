import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { TelnetFilter } from "../../../server/dialects/telnet.ts";
import { MAX_TELNET_SUBNEGOTIATION_BYTES } from "../../../server/limits.ts";

const [IAC, DONT, DO, WONT, WILL, SB, SE, IP, TIMING_MARK] = [
  255,
  254,
  253,
  252,
  251,
  250,
  240,
  244,
  6,
];

const bytesOf = (...parts: (string | number)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "number" ? [part] : [...new TextEncoder().encode(part)]
    ),
  );

/** The text and the answers, when the bytes come in these pieces. */
function filtered(...pieces: Uint8Array[]): { text: string; answers: number[] } {
  const filter = new TelnetFilter();
  const answers: number[] = [];
  const text = pieces.map((piece) => {
    const taken = filter.take(piece);
    answers.push(...taken.answer);
    return [...taken.text];
  });
  return { text: new TextDecoder("latin1").decode(Uint8Array.from(text.flat())), answers };
}

const cases: [name: string, bytes: Uint8Array, text: string, answers: number[]][] = [
  ["Ctrl-C", bytesOf(IAC, IP, IAC, DO, TIMING_MARK), "", [IAC, WONT, TIMING_MARK]],
  ["a command inside a line", bytesOf("one ", IAC, 241, "word\n"), "one word\n", []],
  ["an option that is offered", bytesOf(IAC, WILL, 31, "a"), "a", [IAC, DONT, 31]],
  ["refusals, which want no answer", bytesOf(IAC, WONT, 1, IAC, DONT, 3), "", []],
  ["an option with the number of a line feed", bytesOf(IAC, DO, 10, "a"), "a", [IAC, WONT, 10]],
  ["a subnegotiation", bytesOf(IAC, SB, 24, 1, "\n", IAC, IAC, IAC, SE, "hi"), "hi", []],
  ["a doubled 255", bytesOf("a", IAC, IAC, "b"), "aÿb", []],
  ["an end of file", bytesOf("bye", IAC, 236), "bye", []],
  ["a return alone, as CR NUL", bytesOf(IAC, 241, "one\r", 0, "two"), "one\r\ntwo", []],
];

for (const [name, bytes, text, answers] of cases) {
  Deno.test(`TelnetFilter takes out ${name}, wherever the bytes are cut`, () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      const seen = filtered(bytes.subarray(0, cut), bytes.subarray(cut));
      assertEquals(seen, { text, answers }, `cut at ${cut}`);
    }
    assertEquals(filtered(...Array.from(bytes, (byte) => Uint8Array.of(byte))), { text, answers });
  });
}

Deno.test("TelnetFilter leaves what speaks no telnet as it is", () => {
  const bytes = bytesOf("ann\r\nпривет\0\n");
  assertEquals(new TelnetFilter().take(bytes).text === bytes, true);
});

Deno.test("TelnetFilter skips so much of a subnegotiation that does not end, and no more", () => {
  const endless = (count: number) => bytesOf(IAC, SB, ..."x".repeat(count), "\n");
  const limit = MAX_TELNET_SUBNEGOTIATION_BYTES;
  assertEquals(filtered(endless(limit - 1)).text, "");
  assertEquals(filtered(endless(limit + 1)).text, "\n");
});

Deno.test("TelnetFilter says the same of any bytes in any pieces, and answers no more than came", () => {
  const byte = fc.oneof(fc.constantFrom(IAC, DO, WILL, SB, SE, 13, 0, 10), fc.nat({ max: 255 }));
  fc.assert(fc.property(fc.array(byte), fc.nat(), (list, at) => {
    const bytes = Uint8Array.from(list);
    const cut = at % (bytes.length + 1);
    const whole = filtered(bytes);
    // a first piece without a command is taken as it is, so that only its NUL may differ
    if (list.includes(0)) return;
    assertEquals(filtered(bytes.subarray(0, cut), bytes.subarray(cut)), whole);
    assertEquals(whole.answers.length <= bytes.length, true);
  }));
});
