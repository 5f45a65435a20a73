import { assertEquals, assertRejects } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { OtherService } from "../../../client/link/other_service.ts";
import { GREETING_UNASKED_MS, MAX_SERVICE_WORDS_CHARS } from "../../../client/limits.ts";
import type { DisconnectReason, LinkEvent } from "../../../client/link/events.ts";
import { FakePeer } from "../../support/fake_server.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

const QUESTION = "CAP LS 302\r\n\r\n";

/** A dial, and what it connects to. */
class Place {
  readonly clock = new VirtualClock();
  readonly session: { dialect: "native" | "plain" | undefined } = { dialect: undefined };
  readonly #peers: FakePeer[] = [];
  readonly other = new OtherService(this.session, this.clock);
  readonly dial = this.other.watched(() => {
    const peer = new FakePeer(Infinity);
    this.#peers.push(peer);
    return Promise.resolve(peer);
  });

  /** Connects and reads. */
  async read(): Promise<{ peer: FakePeer; read: Promise<string> }> {
    const transport = await this.dial(new AbortController().signal);
    const buffer = new Uint8Array(4096);
    const read = transport.read(buffer)
      .then((count) => new TextDecoder().decode(buffer.subarray(0, count ?? 0)));
    read.catch(() => {});
    return { peer: this.#peers.at(-1)!, read };
  }

  /** What the user is told when the connection has broken. */
  async reason(read: Promise<unknown>): Promise<DisconnectReason> {
    await assertRejects(() => read);
    const reason = { code: "broken" } as const;
    const told = this.other.told({ type: "waiting", reason, retryMs: 0 });
    return (told as Extract<LinkEvent, { type: "waiting" }>).reason;
  }
}

async function judge(what: string): Promise<DisconnectReason> {
  const place = new Place();
  const { peer, read } = await place.read();
  peer.send(what);
  return await place.reason(read);
}

Deno.test("OtherService knows a web server and an IRC server by their first line", async () => {
  for (const text of ["HTTP/1.1 400 Bad Request\r\n", "HTTP/1.0 200 OK\r\n"]) {
    assertEquals(await judge(text), { code: "web_server" });
  }
  const lines = [
    ":irc.example CAP * LS :sasl\r\n",
    "CAP * LS :sasl\r\n",
    ":irc.example NOTICE * :*** Looking up your hostname\r\n",
    "NOTICE AUTH :*** Checking Ident\r\n",
    ":irc.example 451 * :You have not registered\r\n",
    "ERROR :Closing Link: too many connections\r\n",
    "PING :12345\r\n",
  ];
  for (const line of lines) assertEquals(await judge(line), { code: "irc_server" }, line);
});

Deno.test("OtherService shows what anything else says, made safe, and nothing that is no text", async () => {
  const code = "no_chat_server";
  assertEquals(await judge("SSH-2.0-OpenSSH_9.6\r\n"), { code, detail: "SSH-2.0-OpenSSH_9.6" });
  assertEquals(await judge("220 mail.example ESMTP\r\n"), {
    code,
    detail: "220 mail.example ESMTP",
  });
  assertEquals(await judge("\x1b]0;title\x07hi \x1b[31mred\nmore\n"), { code, detail: "hi red" });
  assertEquals(await judge("\x15\u{fffd}\n"), { code });
  assertEquals(await judge("\r\n \r\n"), { code });
  const long = "x".repeat(MAX_SERVICE_WORDS_CHARS);
  assertEquals(await judge(long), { code, detail: long });
  assertEquals(await judge(`${long}y`), { code, detail: long });
});

Deno.test("OtherService never shows more than a short line, whatever comes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1, maxLength: 300, unit: "binary" }), async (text) => {
      fc.pre(!/^[N{]/.test(text));
      const { detail = "" } = await judge(text);
      // deno-lint-ignore no-control-regex
      return detail.length <= MAX_SERVICE_WORDS_CHARS && !/[\x00-\x1f\x7f-\x9f]/.test(detail);
    }),
  );
});

Deno.test("OtherService asks what says nothing, and hands on what a chat server says", async () => {
  const place = new Place();
  const web = await place.read();
  await place.clock.advance(GREETING_UNASKED_MS - 1);
  assertEquals(web.peer.writes, []);
  await place.clock.advance(1);
  assertEquals(web.peer.writes, [QUESTION]);
  web.peer.send("HTTP/1.1 400 Bad Request\r\n");
  assertEquals(await place.reason(web.read), { code: "web_server" });
  // it is asked at each try, until a chat server has answered there
  const slow = await place.read();
  await place.clock.advance(GREETING_UNASKED_MS);
  assertEquals(slow.peer.writes, [QUESTION]);
  slow.peer.send("NICKNAME_REQUEST\n");
  assertEquals(await place.reason(slow.read), { code: "silent" });
  const unasked = await place.read();
  await place.clock.advance(GREETING_UNASKED_MS);
  assertEquals(unasked.peer.writes, []);
  unasked.peer.send("NICKNAME_REQUEST\n");
  assertEquals(await unasked.read, "NICKNAME_REQUEST\n");
  // what broke later has its own reason, and so has all that is no end of a connection
  const broken = { type: "waiting", reason: { code: "broken" }, retryMs: 0 } as const;
  assertEquals(place.other.told(broken), broken);
  assertEquals(place.clock.pending, 0);
});

Deno.test("OtherService asks no server that the chat was with, and none that has closed", async () => {
  const known = new Place();
  known.session.dialect = "native";
  const { peer, read } = await known.read();
  await known.clock.advance(GREETING_UNASKED_MS);
  peer.end();
  assertEquals([peer.writes, await read], [[], ""]);
  const closed = new Place();
  const gone = await closed.read();
  gone.peer.end();
  assertEquals(await gone.read, "");
  await closed.clock.advance(GREETING_UNASKED_MS);
  assertEquals([gone.peer.writes, closed.clock.pending], [[], 0]);
});
