import { assertEquals } from "@std/assert";
import {
  BAD_LINE_PAUSE_MS,
  GOODBYE_MS,
  HANDSHAKE_TIMEOUT_MS,
  PING_AFTER_MS,
  PING_TIMEOUT_MS,
  SHUTDOWN_MS,
} from "../../../server/limits.ts";
import { Admission } from "../../../server/net/admission.ts";
import { Listener } from "../../../server/net/listener.ts";
import type { AcceptedSocket } from "../../../server/net/socket.ts";
import { webDoor, webSockets } from "../../../server/web/door.ts";
import { settled } from "../../support/virtual_clock.ts";
import {
  bytesOf,
  clientClose,
  clientFrame,
  OPCODE,
  serverFrames,
} from "../../support/web_frames.ts";
import { headOf, upgradeHead } from "../../support/web_socket.ts";
import { testDialect } from "../dialects/dialect_suite.ts";
import { NATIVE_SPEECH } from "../dialects/native_speech.ts";
import { FakeServer } from "../fakes/server.ts";
import { FakeSocket } from "../fakes/socket.ts";
import { FakeWebSocket } from "../fakes/web_socket.ts";
import { phrasesOf } from "../../support/phrases.ts";

const { server: say } = phrasesOf("en");
const PAGE = { path: "/", type: "text/html", bytes: bytesOf("<p>"), gzip: bytesOf(""), etag: "e" };
const GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

/** A browser's end of a connection. */
class Browser extends FakeSocket {
  readonly remoteAddr = { hostname: "192.0.2.1", port: 5000 };

  /** What was answered: the status, and the text behind the head. */
  get answer(): [status: number, body: string] {
    const [head = "", ...body] = this.writer.text.split("\r\n\r\n");
    return [headOf(head).status, body.join("")];
  }

  /** The frames behind the head of the answer, in short: `greeting`, `error full`, `close 1000`. */
  get heard(): string[] {
    const { bytes } = this.writer;
    const start = new TextDecoder("latin1").decode(bytes).indexOf("\r\n\r\n") + 4;
    return serverFrames(bytes.subarray(start)).frames.flatMap(({ opcode, payload }) => {
      if (opcode === OPCODE.close) return [`close ${payload[0]! << 8 | payload[1]!}`];
      if (opcode === OPCODE.pong) return ["pong"];
      return new TextDecoder().decode(payload).split("\n").slice(0, -1).map((line) => {
        if (!line.startsWith("{")) return line === "NICKNAME_REQUEST" ? "greeting" : line;
        const { type, code, text } = JSON.parse(line);
        return [type, code, text].filter((part) => part !== undefined).join(" ");
      });
    });
  }

  /** Opens a WebSocket. */
  async open(): Promise<this> {
    await this.send(upgradeHead("localhost"));
    while (this.writer.bytes.length === 0) await settled(); // the key is hashed elsewhere
    await settled();
    return this;
  }

  /** Opens a WebSocket and enters under a nickname. */
  async enter(nick: string): Promise<this> {
    await this.open();
    await this.say({ type: "hello", v: 1, nick });
    return this;
  }

  async say(frame: object): Promise<void> {
    await this.send(clientFrame(JSON.stringify(frame)));
  }
}

/** A listener whose browsers come when a test says so. */
function setup({ maxClients = 0, isBanned = false } = {}) {
  const server = new FakeServer();
  const { services, clock } = server;
  const log: string[] = [];
  const queue: AcceptedSocket[] = [];
  let next = Promise.withResolvers<void>();
  let isClosed = false;
  const admission = new Admission({
    maxClients,
    perAddress: 0,
    phrases: say,
    banOf: () => isBanned ? {} : undefined,
  });
  const acceptor = {
    addr: { hostname: "127.0.0.1", port: 1 },
    accept: async () => {
      while (queue.length === 0) {
        if (isClosed) throw new Deno.errors.BadResource("it is closed");
        await next.promise;
      }
      return queue.shift()!;
    },
    close: () => {
      isClosed = true;
      next.resolve();
    },
  };
  const listener = new Listener(acceptor, {
    log: (level, event) => void log.push(`${level} ${event}`),
    admission,
    phrases: say,
    rate: 0,
    clock,
    door: webDoor(services),
    wrap: webSockets({ page: [PAGE], names: [], phrases: say, clock }),
  });
  const running = listener.run();
  const come = async () => {
    const browser = new Browser();
    queue.push(browser);
    next.resolve();
    next = Promise.withResolvers();
    await settled();
    await settled();
    return browser;
  };
  const close = async () => {
    const closing = listener.close();
    await settled();
    await server.clock.advance(SHUTDOWN_MS);
    await Promise.all([closing, running]);
    assertEquals([server.clock.pending, connections.total], [0, 0]);
  };
  const { connections } = admission;
  return { server, log, connections, come, close };
}

testDialect("NativeDialect through a WebSocket", {
  ...NATIVE_SPEECH,
  open: ({ services }) => webDoor(services),
  socket: ({ clock }) => new FakeWebSocket(true, clock),
});

Deno.test("The web door gives the page to who asks for it, and neither log nor room knows of it", async () => {
  const { log, connections, come, close } = setup();
  const browser = await come();
  await browser.send(GET);
  await settled();
  assertEquals(browser.answer, [200, "<p>"]);
  assertEquals([browser.closed, connections.total, log], [true, 0, []]);
  await close();
});

Deno.test("The web door opens a WebSocket that speaks the native dialect", async () => {
  const { server, log, come, close } = setup();
  const browser = await (await come()).enter("ann");
  await browser.say({ type: "say", cid: "1", text: "hi" });
  assertEquals(browser.heard, ["greeting", "welcome", "live", "msg hi"]);
  assertEquals(server.hub.count, 1);
  await browser.send(clientClose(1001));
  assertEquals(browser.heard.at(-1), "close 1001");
  assertEquals([browser.closed, log], [true, ["debug accepted", "info joined", "info left"]]);
  await close();
});

Deno.test("The web door takes no nickname for a first line: it says so, and closes with 1008", async () => {
  for (const first of ["ann", "", " {}", "NICK ann", "\n{}"]) {
    const { server, log, come, close } = setup();
    const browser = await (await come()).open();
    await browser.send(clientFrame(first));
    assertEquals(browser.heard, ["greeting", "error bad_frame", "close 1008"], first);
    assertEquals([server.hub.count, log.includes("info cut")], [0, true]);
    await close();
  }
});

Deno.test("The web door takes a line that is no frame for a fault, and goes on", async () => {
  const { server, come, close } = setup();
  const browser = await (await come()).open();
  await browser.send(clientFrame("{}"));
  await server.clock.advance(BAD_LINE_PAUSE_MS);
  await browser.send(clientFrame("ann"));
  assertEquals(browser.heard, ["greeting", "error bad_frame", "error bad_frame"]);
  await close();
});

Deno.test("The web door waits HANDSHAKE_TIMEOUT_MS for a request, however it drips", async () => {
  const { server, log, connections, come, close } = setup();
  const [dripping, silent, slow] = [await come(), await come(), await come()];
  slow.writer.fast = false;
  await slow.send(GET);
  for (let ms = 0; ms < HANDSHAKE_TIMEOUT_MS - 1_000; ms += 1_000) {
    await dripping.send("GET"[ms / 1_000] ?? "x");
    await server.clock.advance(1_000);
  }
  await server.clock.advance(999);
  assertEquals([dripping.closed, silent.closed, slow.closed], [false, false, false]);
  await server.clock.advance(1);
  assertEquals([dripping.closed, silent.closed, slow.closed], [true, true, true]);
  assertEquals([connections.total, log], [0, []]);
  await close();
});

Deno.test("The web door asks a silent member for a line, and cuts one that sends none", async () => {
  const { server, come, close } = setup();
  const browser = await (await come()).enter("ann");
  await server.clock.advance(PING_AFTER_MS + 2_000);
  assertEquals(browser.heard.at(-1), "ping");
  // a ping of WebSocket is no line
  await browser.send(clientFrame("", { opcode: OPCODE.ping }));
  await server.clock.advance(PING_TIMEOUT_MS);
  assertEquals(browser.heard.slice(-3), ["pong", "error ping_timeout", "close 1000"]);
  await close();
});

Deno.test("The web door says that the server stops, and closes with 1001", async () => {
  const { come, close } = setup();
  const browser = await (await come()).enter("ann");
  const waiting = await come();
  await close();
  assertEquals(browser.heard.slice(-2), ["shutdown", "close 1001"]);
  assertEquals([waiting.writer.bytes.length, waiting.closed], [0, true]);
});

Deno.test("The web door tells a page why it may not come in, and a WebSocket inside", async () => {
  const refusals = [
    [{ maxClients: 1 }, 503, say.full(1), "error full"],
    [{ isBanned: true }, 403, say.youAreBanned(undefined, undefined), "error banned"],
  ] as const;
  for (const [bounds, status, why, error] of refusals) {
    const { log, come, close } = setup(bounds);
    if ("maxClients" in bounds) await (await come()).enter("ann");
    const [page, webSocket] = [await come(), await come()];
    await page.send(GET);
    await webSocket.open();
    assertEquals(page.answer, [status, `${why}\n`]);
    assertEquals(webSocket.heard, [error, "close 1000"]);
    assertEquals([page.closed, webSocket.closed], [true, true]);
    assertEquals(log.filter((line) => line === "warn refused").length, 2);
    await close();
  }
});

Deno.test("The web door gives those it refuses GOODBYE_MS to ask, and no more", async () => {
  const { server, come, close } = setup({ isBanned: true });
  const [silent, dripping] = [await come(), await come()];
  await dripping.send("GET / HTTP/1.1\r\n");
  await server.clock.advance(GOODBYE_MS - 1);
  assertEquals([silent.closed, dripping.closed], [false, false]);
  await server.clock.advance(1);
  assertEquals([silent.closed, dripping.closed], [true, true]);
  await close();
});
