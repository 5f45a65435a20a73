import { assertEquals, assertRejects } from "@std/assert";
import { webSocketDial, type WebSocketLike } from "../../../client/web/web_socket_dial.ts";

class FakeWebSocket implements WebSocketLike {
  onopen: WebSocketLike["onopen"] = null;
  onmessage: WebSocketLike["onmessage"] = null;
  onerror: WebSocketLike["onerror"] = null;
  onclose: WebSocketLike["onclose"] = null;
  readonly sent: unknown[] = [];
  isClosed = false;

  send(data: unknown): void {
    this.sent.push(data);
  }

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    this.onopen?.call(this as never, new Event("open"));
  }

  receive(data: string): void {
    this.onmessage?.call(this as never, new MessageEvent("message", { data }));
  }

  end(): void {
    this.onclose?.call(this as never, new CloseEvent("close"));
  }

  fail(): void {
    this.onerror?.call(this as never, new Event("error"));
  }
}

function dial() {
  const socket = new FakeWebSocket();
  const abort = new AbortController();
  const transport = webSocketDial({ open: () => socket, isPrivate: true })(abort.signal);
  return { socket, abort, transport };
}

async function connected() {
  const { socket, transport } = dial();
  socket.open();
  return { socket, transport: await transport };
}

Deno.test("Texts are read as bytes, in order, cut where the reader's buffer ends", async () => {
  const { socket, transport } = await connected();
  const buffer = new Uint8Array(4);
  const first = transport.read(buffer);
  socket.receive("héllo\n");
  socket.receive("!");
  socket.end();
  const decoder = new TextDecoder();
  let text = decoder.decode(buffer.subarray(0, (await first)!), { stream: true });
  for (let count; (count = await transport.read(buffer)) !== null;) {
    text += decoder.decode(buffer.subarray(0, count), { stream: true });
  }
  assertEquals(text, "héllo\n!");
  await assertRejects(() => transport.write(new Uint8Array(1)));
});

Deno.test("A write is one text, and private is what the page says", async () => {
  const { socket, transport } = await connected();
  assertEquals(await transport.write(new TextEncoder().encode("жук\n")), 7);
  assertEquals([socket.sent, transport.isPrivate], [["жук\n"], true]);
});

Deno.test("A read that waits rejects when this side closes, and so does what comes after", async () => {
  const { socket, transport } = await connected();
  const read = transport.read(new Uint8Array(4));
  transport.close();
  await assertRejects(() => read);
  await assertRejects(() => transport.read(new Uint8Array(4)));
  await assertRejects(() => transport.write(new Uint8Array(1)));
  assertEquals(socket.isClosed, true);
});

Deno.test("Dialling fails on an end, on an error without an end, and when it is called off", async () => {
  for (const fail of ["end", "fail"] as const) {
    const { socket, transport } = dial();
    socket[fail]();
    await assertRejects(() => transport);
  }
  const { socket, abort, transport } = dial();
  abort.abort();
  await assertRejects(() => transport, DOMException);
  assertEquals(socket.isClosed, true);
});
