import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";
import { FrameDecoder, WebSocketError } from "../../../server/web/frame_decoder.ts";
import { closeFrame } from "../../../server/web/frames.ts";
import {
  bytesOf,
  clientClose,
  clientFrame,
  joined,
  OPCODE,
  serverFrame,
} from "../../support/web_frames.ts";

/** What came, in short: `text …`, `ping …`, `other`, `close 1000`, and `fault 1002` at last. */
function decode(...chunks: Uint8Array[]): string[] {
  const decoder = new FrameDecoder();
  const found: string[] = [];
  const texts: Uint8Array[] = [];
  try {
    for (const chunk of chunks) {
      for (const piece of decoder.push(chunk.slice())) {
        if (piece.type === "text") {
          texts.push(piece.bytes.slice(), bytesOf(piece.endsLine ? "\n" : ""));
        } else if (piece.type === "ping") found.push(`ping ${latin1(piece.bytes)}`);
        else found.push(piece.type === "close" ? `close ${piece.code}` : piece.type);
      }
    }
  } catch (cause) {
    if (!(cause instanceof WebSocketError)) throw cause;
    found.push(`fault ${cause.code}`);
  }
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(joined(texts));
  return text === "" ? found : [`text ${text}`, ...found];
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** The same bytes in chunks of `size`. */
function chunksOf(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from(
    { length: Math.ceil(bytes.length / size) },
    (_, i) => bytes.slice(i * size, (i + 1) * size),
  );
}

/** A fragment of a text. */
const fragment = (content: string | Uint8Array, fin = false) =>
  clientFrame(content, { opcode: OPCODE.continuation, fin });
const first = (content: string | Uint8Array) => clientFrame(content, { fin: false });
const ping = (content: string) => clientFrame(content, { opcode: OPCODE.ping });
const pong = (content: string) => clientFrame(content, { opcode: OPCODE.pong });

Deno.test("FrameDecoder unmasks a text: the example of RFC 6455, section 5.7", () => {
  const bytes = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
  assertEquals(decode(Uint8Array.from(bytes)), ["text Hello\n"]);
});

Deno.test("FrameDecoder puts a line feed at the end of a text where none is", () => {
  const cases: [string, string][] = [
    ["", "\n"],
    ["\n", "\n"],
    ["a", "a\n"],
    ["a\n", "a\n"],
    ["a\nb", "a\nb\n"],
    ["a\r\nb\r\n", "a\r\nb\r\n"],
  ];
  for (const [sent, lines] of cases) {
    assertEquals(decode(clientFrame(sent)), [`text ${lines}`], JSON.stringify(sent));
    const halves = [first(sent.slice(0, 1)), fragment(sent.slice(1), true)];
    assertEquals(decode(...halves)[0], `text ${lines}`, `${JSON.stringify(sent)} in two`);
  }
});

Deno.test("FrameDecoder decodes texts of all lengths, cut at every byte", () => {
  for (const length of [0, 1, 125, 126, 127, 300]) {
    const text = "я".repeat(length).slice(0, Math.ceil(length / 2)).padEnd(length, "x");
    const bytes = joined([clientFrame(text), ping("p"), clientFrame("end")]);
    const found = [`text ${text}\nend\n`, "ping p"];
    for (let at = 0; at <= bytes.length; at++) {
      assertEquals(decode(bytes.subarray(0, at), bytes.subarray(at)), found, `${length}, ${at}`);
    }
    for (let size = 1; size < 20; size++) assertEquals(decode(...chunksOf(bytes, size)), found);
  }
});

Deno.test("FrameDecoder takes a text of MAX_LINE_BYTES and not one byte more, told by the header", () => {
  const most = "x".repeat(MAX_LINE_BYTES);
  assertEquals(decode(clientFrame(most)), [`text ${most}\n`]);
  assertEquals(decode(...chunksOf(clientFrame(most), 1000)), [`text ${most}\n`]);
  assertEquals(decode(clientFrame(`${most}x`).subarray(0, 8)), ["fault 1009"]);
  for (const length of [65_535, 65_536]) {
    assertEquals(decode(clientFrame("x".repeat(length)).subarray(0, 8)), ["fault 1009"]);
  }
  // fragments are added up
  const half = "x".repeat(MAX_LINE_BYTES / 2);
  assertEquals(decode(first(half), fragment(half), fragment("", true))[0], `text ${most}\n`);
  assertEquals(
    decode(first(half), fragment(half), fragment("x").subarray(0, 6)).at(-1),
    "fault 1009",
  );
  // and begin anew with each text
  assertEquals(decode(clientFrame(most), clientFrame("y")), [`text ${most}\ny\n`]);
});

Deno.test("FrameDecoder refuses each length of 64 bits at the second byte", () => {
  for (const length of [1, 65_536]) {
    const bytes = clientFrame(new Uint8Array(length), { lengthBytes: 8 });
    assertEquals(decode(bytes.subarray(0, 2)), ["fault 1009"]);
  }
});

Deno.test("FrameDecoder puts fragments together, with control frames between them", () => {
  const bytes = joined([first("a"), ping("1"), fragment("b"), pong("2"), fragment("c", true)]);
  const found = ["text abc\n", "other", "ping 1", "other", "other"];
  assertEquals(decode(bytes), found);
  for (let size = 1; size < bytes.length; size++) {
    assertEquals(decode(...chunksOf(bytes, size)), found);
  }
});

Deno.test("FrameDecoder tells of each fragment that ends no text, and of each pong", () => {
  const texts = ["text ab\n", "other", "other"];
  assertEquals(decode(first("a"), fragment("b"), fragment("", true)), texts);
  assertEquals(decode(first(""), fragment(""), fragment("", true)), [
    "text \n",
    "other",
    "other",
  ]);
  assertEquals(decode(pong(""), pong("x")), ["other", "other"]);
});

Deno.test("FrameDecoder takes a text whose letters are cut between fragments, and no other bytes", () => {
  const smile = bytesOf("🙂");
  for (let at = 0; at <= smile.length; at++) {
    const pieces = [first(smile.subarray(0, at)), fragment(smile.subarray(at), true)];
    assertEquals(decode(...pieces)[0], "text 🙂\n", `cut at ${at}`);
  }
  const wrong = [[0x80], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff], [
    0xe2,
    0x82,
  ]];
  for (const bytes of wrong.map((bytes) => Uint8Array.from(bytes))) {
    assertEquals(decode(clientFrame(bytes)), ["fault 1007"], String(bytes));
    const [a, b] = [bytes.subarray(0, 1), bytes.subarray(1)];
    assertEquals(decode(first(a), fragment(b, true)).at(-1), "fault 1007", `${bytes} in two`);
  }
});

Deno.test("FrameDecoder refuses what no client sends, each with its close code", () => {
  const frame = (options: Parameters<typeof clientFrame>[1], content = "x") =>
    clientFrame(content, options);
  const control = "x".repeat(125);
  const cases: [string, number, Uint8Array[]][] = [
    ["no mask", 1002, [frame({ mask: undefined })]],
    ["reserved bit 1", 1002, [frame({ reserved: 0x40 })]],
    ["reserved bit 2", 1002, [frame({ reserved: 0x20 })]],
    ["reserved bit 3", 1002, [frame({ reserved: 0x10 })]],
    ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): [string, number, Uint8Array[]] => [
      `opcode ${opcode}`,
      1002,
      [frame({ opcode })],
    ]),
    ["125 in two bytes", 1002, [frame({ lengthBytes: 2 }, control)]],
    ["0 in two bytes", 1002, [frame({ lengthBytes: 2 }, "")]],
    ["ping of 126 bytes", 1002, [frame({ opcode: OPCODE.ping }, `${control}x`)]],
    ["ping in eight bytes", 1002, [frame({ opcode: OPCODE.ping, lengthBytes: 8 })]],
    ["ping in fragments", 1002, [frame({ opcode: OPCODE.ping, fin: false })]],
    ["close in fragments", 1002, [frame({ opcode: OPCODE.close, fin: false }, "")]],
    ["close of one byte", 1002, [frame({ opcode: OPCODE.close })]],
    ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535].map(
      (code): [string, number, Uint8Array[]] => [`close ${code}`, 1002, [clientClose(code)]],
    ),
    ["nothing to continue", 1002, [fragment("x", true)]],
    ["nothing to continue any more", 1002, [first("a"), fragment("b", true), fragment("c", true)]],
    ["a text inside another", 1002, [first("a"), clientFrame("b")]],
    ["binary", 1003, [frame({ opcode: OPCODE.binary })]],
    ["binary in fragments", 1003, [frame({ opcode: OPCODE.binary, fin: false })]],
    ["a reason that is not UTF-8", 1007, [
      clientFrame(Uint8Array.of(0x03, 0xe8, 0xff), { opcode: OPCODE.close }),
    ]],
  ];
  for (const [name, code, frames] of cases) {
    const bytes = joined(frames);
    assertEquals(decode(bytes).at(-1), `fault ${code}`, name);
    assertEquals(decode(...chunksOf(bytes, 1)).at(-1), `fault ${code}`, `${name}, byte by byte`);
  }
});

Deno.test("FrameDecoder takes control frames of 125 bytes, and the close codes that may be sent", () => {
  const most = "x".repeat(125);
  assertEquals(decode(ping(most)), [`ping ${most}`]);
  assertEquals(decode(clientClose()), ["close undefined"]);
  assertEquals(decode(clientClose(1000, "я".repeat(61))), ["close 1000"]);
  const codes = [
    1000,
    1001,
    1002,
    1003,
    1007,
    1008,
    1009,
    1010,
    1011,
    1012,
    1013,
    1014,
    3000,
    4999,
  ];
  for (const code of codes) assertEquals(decode(clientClose(code)), [`close ${code}`]);
});

Deno.test("FrameDecoder finds the same texts however they are cut into fragments and chunks", () => {
  const text = fc.string({ unit: "binary", maxLength: 200 }).map((text) => text.toWellFormed());
  fc.assert(fc.property(
    fc.array(fc.tuple(text, fc.array(fc.nat(200), { maxLength: 5 })), { maxLength: 5 }),
    fc.integer({ min: 1, max: 400 }),
    (texts, size) => {
      const frames = texts.flatMap(([text, cuts]) => {
        const bytes = bytesOf(text);
        const ends = [
          ...cuts.filter((at) => at < bytes.length).sort((a, b) => a - b),
          bytes.length,
        ];
        return ends.map((end, i) =>
          clientFrame(bytes.subarray(ends[i - 1] ?? 0, end), {
            opcode: i === 0 ? OPCODE.text : OPCODE.continuation,
            fin: i === ends.length - 1,
          })
        );
      });
      const lines = texts.map(([text]) => text.endsWith("\n") ? text : `${text}\n`).join("");
      const found = decode(...chunksOf(joined(frames), size)).filter((piece) => piece !== "other");
      assertEquals(found, lines === "" ? [] : [`text ${lines}`]);
    },
  ));
});

Deno.test("FrameDecoder refuses random bytes or makes something of them, and throws nothing else", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => void decode(bytes)));
});

Deno.test("WebSocketError says what is wrong in as many bytes as a close frame has room for", () => {
  for (const bytes of [clientFrame("x".repeat(MAX_LINE_BYTES + 1)), clientClose(1005)]) {
    const cause = assertThrows(
      () => [...new FrameDecoder().push(bytes)],
      WebSocketError,
    );
    assert(serverFrame(closeFrame(cause.code, cause.message))!.payload.length <= 125);
  }
});
