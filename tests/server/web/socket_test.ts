import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";
import { FREE_LINES_PER_S, MIN_READ_BYTES } from "../../../server/limits.ts";
import { TextFrames } from "../../../server/web/frames.ts";
import { HandshakeError } from "../../../server/net/socket.ts";
import { FramedSocket } from "../../../server/web/socket.ts";
import { bytesOf, clientClose, clientFrame, joined, OPCODE } from "../../support/web_frames.ts";
import { socketSuite } from "../net/socket_suite.ts";
import { FakeSocket } from "../fakes/socket.ts";
import { sentFrames } from "../fakes/web_socket.ts";
import { fragileWebSocketPair, webSocketPair } from "./web_socket_pair.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

/** A WebSocket that is open, over a socket in the test's hand. */
async function open(
  { fast = true, early = "" as string | Uint8Array, frames = new TextFrames() } = {},
) {
  const clock = new VirtualClock();
  const socket = new FakeSocket(fast);
  const webSocket = new FramedSocket({
    socket,
    frames,
    open: () => Promise.resolve(bytesOf(early)),
    clock,
  });
  assertEquals(await webSocket.handshake(), true);
  return { socket, webSocket, clock };
}

/** Reads as a connection does; what came, and whether it was the end. */
function reader(webSocket: FramedSocket, size = MIN_READ_BYTES) {
  const heard = { text: "", over: false };
  const decoder = new TextDecoder();
  const into = new Uint8Array(size);
  const done = (async () => {
    for (let count; (count = await webSocket.read(into)) !== null;) {
      assert(count > 0, "a read of nothing");
      heard.text += decoder.decode(into.subarray(0, count), { stream: true });
    }
    heard.over = true;
  })();
  return Object.assign(heard, { done });
}

const frame = clientFrame;
const ping = (content = "") => frame(content, { opcode: OPCODE.ping });

socketSuite("FramedSocket", { open: webSocketPair, openFragile: fragileWebSocketPair });

Deno.test("FramedSocket opens, or says that another request was all", async () => {
  const socket = new FakeSocket();
  let secured = false;
  socket.handshake = () => Promise.resolve(secured = true);
  const clock = new VirtualClock();
  const webSocket = new FramedSocket({
    socket,
    frames: new TextFrames(),
    open: (inner) => {
      assertEquals([inner === socket, secured], [true, true]);
      return Promise.resolve(undefined);
    },
    clock,
  });
  assertEquals(await webSocket.handshake(), false);
});

Deno.test("FramedSocket sends nothing of its own before it is open", async () => {
  const socket = new FakeSocket();
  const opened = Promise.withResolvers<Uint8Array | undefined>();
  const webSocket = new FramedSocket({
    socket,
    frames: new TextFrames(),
    open: () => opened.promise,
    clock: new VirtualClock(),
  });
  const handshake = webSocket.handshake();
  await assertRejects(() => webSocket.write(bytesOf("goodbye\n")), Deno.errors.BrokenPipe);
  await webSocket.closeWrite();
  assertEquals([socket.writer.bytes.length, socket.writeClosed], [0, true]);
  opened.reject(new Deno.errors.ConnectionReset());
  await assertRejects(() => handshake, HandshakeError, "no request");
});

Deno.test("FramedSocket reads each message as a line, however small the buffer is", async () => {
  const texts = ["one", "two\n", "", "drei\nvier", "п".repeat(700), "end"];
  const bytes = joined(texts.map((text) => frame(text)));
  const lines = "one\ntwo\n\ndrei\nvier\n" + `${"п".repeat(700)}\nend\n`;
  for (const size of [1, 2, 3, 7, 16, 100, 512, 65_536]) {
    const { socket, webSocket } = await open();
    const heard = reader(webSocket, size);
    await socket.send(bytes);
    while (socket.unread > 0) await settled();
    await socket.hangUp();
    await heard.done;
    assertEquals([heard.text, heard.over], [lines, true], `a buffer of ${size}`);
  }
});

Deno.test("FramedSocket reads the same in pieces of any size", async () => {
  const message = fc.string({ unit: "grapheme", maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { maxLength: 8 }),
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: 1, max: 90 }),
      async (messages, piece, size) => {
        const bytes = joined(messages.map((text) => frame(text)));
        const { socket, webSocket } = await open();
        const heard = reader(webSocket, size);
        for (let at = 0; at < bytes.length; at += piece) {
          await socket.send(bytes.slice(at, at + piece));
        }
        await socket.hangUp();
        await heard.done;
        assertEquals(
          heard.text,
          messages.map((text) => text.endsWith("\n") ? text : `${text}\n`).join(""),
        );
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("FramedSocket begins with what came behind the request", async () => {
  const early = joined([frame("x".repeat(2_000)), frame("second").subarray(0, 5)]);
  const { socket, webSocket } = await open({ early });
  const heard = reader(webSocket);
  await settled();
  assertEquals(heard.text, `${"x".repeat(2_000)}\n`);
  await socket.send(frame("second").subarray(5));
  assertEquals(heard.text, `${"x".repeat(2_000)}\nsecond\n`);
  await socket.hangUp();
  await heard.done;
});

Deno.test("FramedSocket answers a ping with its bytes, at once", async () => {
  const { socket, webSocket } = await open();
  const heard = reader(webSocket);
  await socket.send(ping("abc"), ping(), ping("x".repeat(125)));
  assertEquals(sentFrames(socket.writer.bytes), ["pong abc", "pong ", `pong ${"x".repeat(125)}`]);
  assertEquals(heard.text, "");
  await socket.hangUp();
  await heard.done;
});

Deno.test("FramedSocket says goodbye with a code, and nothing after it", async () => {
  const codes = [
    [undefined, "close 1000"],
    ["shutdown", "close 1001"],
    ["bad_frame", "close 1008"],
    [
      "flood",
      "close 1000",
    ],
  ] as const;
  for (const [why, close] of codes) {
    const { socket, webSocket } = await open();
    socket.polite = false;
    const heard = reader(webSocket);
    await webSocket.write(bytesOf("last\n"));
    await webSocket.closeWrite(why);
    assertEquals(socket.writeClosed, true);
    // the peer answers, as it must; and what else it sends is nobody's
    await socket.send(ping("x"), frame("more"), clientClose(1000), "no frame");
    await socket.hangUp();
    await heard.done;
    assertEquals(
      [sentFrames(socket.writer.bytes), heard.over],
      [["text last\n", close], true],
      why,
    );
  }
});

Deno.test("FramedSocket gives the peer its own code back, once, and waits until it has gone", async () => {
  const codes: [Uint8Array, string][] = [
    [clientClose(), "close"],
    [clientClose(1000), "close 1000"],
    [clientClose(1001, "gone"), "close 1001"],
    [clientClose(4999), "close 4999"],
  ];
  for (const [close, answer] of codes) {
    const { socket, webSocket } = await open();
    socket.polite = false;
    const heard = reader(webSocket);
    await socket.send(joined([frame("last"), close, frame("too late")]));
    await heard.done;
    assertEquals(heard.text, "last\n");
    let over = false;
    const closing = webSocket.closeWrite().then(() => over = true);
    await socket.send("anything", clientClose(1000));
    assertEquals([sentFrames(socket.writer.bytes), socket.writeClosed, over], [
      [answer],
      true,
      false,
    ]);
    await socket.hangUp();
    await closing;
  }
});

Deno.test("FramedSocket ends where the peer breaks a rule, says why, and keeps what came before", async () => {
  const cases: [string, Uint8Array, string][] = [
    ["1002", frame("x", { mask: undefined }), "close 1002 a frame has no mask"],
    ["1003", frame("x", { opcode: OPCODE.binary }), "close 1003 binary data"],
    ["1007", frame(Uint8Array.of(0xff)), "close 1007 a text is not UTF-8"],
    [
      "1009",
      frame("x".repeat(MAX_LINE_BYTES + 1)),
      `close 1009 a text has more than ${MAX_LINE_BYTES} bytes`,
    ],
  ];
  for (const [name, wrong, close] of cases) {
    const { socket, webSocket } = await open();
    const heard = reader(webSocket);
    await socket.send(joined([frame("before"), wrong]));
    await heard.done;
    await webSocket.closeWrite();
    assertEquals([heard.text, sentFrames(socket.writer.bytes)], ["before\n", [close]], name);
  }
});

Deno.test("FramedSocket takes pings and fragments no faster than other lines that cost nothing", async () => {
  const pieces = (content: string) =>
    Array.from({ length: 3_000 }, (_, i) => {
      return frame(content, { opcode: i === 0 ? OPCODE.text : OPCODE.continuation, fin: false });
    });
  const floods = [
    Array.from({ length: 3_000 }, () => ping()),
    Array.from({ length: 3_000 }, () => frame("", { opcode: OPCODE.pong })),
    pieces(""),
    pieces("x"),
  ];
  for (const flood of floods) {
    const { socket, webSocket, clock } = await open();
    const heard = reader(webSocket);
    const bytes = joined(flood);
    await socket.send(bytes);
    const taken = () => (bytes.length - socket.unread) / (bytes.length / flood.length);
    const isAbout = (count: number) => {
      // a read takes as many as fit its buffer
      assert(taken() >= count && taken() <= count + MIN_READ_BYTES / 6, `${taken()} for ${count}`);
    };
    while (clock.pending === 0) await settled();
    isAbout(FREE_LINES_PER_S);
    await clock.advance(500);
    isAbout(FREE_LINES_PER_S * 1.5);
    await clock.advance(500);
    isAbout(FREE_LINES_PER_S * 2);
    webSocket.close();
    await heard.done.catch(() => undefined); // cut off in the middle of a read
    assertEquals(clock.pending, 0);
  }
});

Deno.test("FramedSocket passes on that the peer is gone", async () => {
  const { socket, webSocket } = await open();
  const heard = reader(webSocket);
  await socket.send(frame("last").subarray(0, 7));
  await socket.hangUp();
  await heard.done;
  assertEquals(heard.over, true);
  socket.close();
  const failures = await Promise.allSettled([
    webSocket.write(bytesOf("x\n")),
    webSocket.read(new Uint8Array(10)),
  ]);
  assertEquals(failures.map(({ status }) => status), ["rejected", "rejected"]);
});
