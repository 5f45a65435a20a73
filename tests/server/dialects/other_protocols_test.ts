import { assert, assertEquals } from "@std/assert";
import {
  httpRefusal,
  mayBecomeOther,
  otherProtocol,
} from "../../../server/dialects/other_protocols.ts";

const others: Record<string, readonly string[]> = {
  http: [
    "GET / HTTP/1.1",
    "POST /x?y HTTP/1.0",
    "PRI * HTTP/2.0",
    "CONNECT example.org:443 HTTP/1.1",
    "OPTIONS * HTTP/1.1",
    "PROPFIND /dav HTTP/1.1",
    "M-SEARCH * HTTP/1.1",
    "get / http/1.1",
    "  GET  /  HTTP/1.1",
    "GET /old",
    "GET http://example.org/",
    "INVITE sip:bob@example.org SIP/2.0",
    "DESCRIBE rtsp://example.org/a RTSP/1.0",
    "OPTIONS icap://example.org/a ICAP/1.0",
    "GET /a b c HTTP/1.1",
    "GET / HT",
    "POST /a with no version",
    "HTTP/1.1 200 OK",
    "SIP/2.0 100 Trying",
    "\ufeffGET / HTTP/1.1",
    "\u00ef\u00bb\u00bfGET / HTTP/1.1",
  ],
  irc: [
    "CAP LS 302",
    "CAP END",
    "PASS hunter2",
    "Pass hunter2",
    "PASS :hunter2",
    "Cap LS 302",
    "NICK bob 1",
    "User bob 0 * :Bob",
    "OPER root hunter2",
    "QUIT :bye",
    "PING :token",
    "MODE bob +i",
    "SERVER irc.example 1 :link",
    "NICKSERV IDENTIFY hunter2",
    "pass hunter2",
    "NICK bob",
    "nick bob",
    "USER a 0 * :b",
    "WEBIRC secret gateway host 192.0.2.1",
    "@label=1 NICK bob",
    ":bob USER a 0 * :b",
    "AUTHENTICATE PLAIN",
    "JOIN #lobby",
    "PRIVMSG #lobby :hello",
  ],
  other: [
    "SSH-2.0-OpenSSH_9.2",
    "EHLO example.org",
    "ehlo example.org",
    "helo [127.0.0.1]",
    "AUTH hunter2",
    "AUTH default hunter2",
    "APOP bob c4c9334bac560ecc979e58001b3e22fb",
    "CAPA",
    "PING",
    "RFB 003.008",
    "@RSYNCD: 31.0",
    '[{"jsonrpc":"2.0","method":"x"}]',
    "USER bob",
    "a001 LOGIN bob secret",
    "1 capability",
    "AUTHINFO USER bob",
    "PROXY TCP4 192.0.2.1 192.0.2.2 1 2",
    "QUIT",
    "*1",
    "<?xml version='1.0'?><stream:stream to='example.org'>",
  ],
  tls: ["\x16\x03\x01\x02\x00\x01", "\x16\x03\x03"],
};

for (const [protocol, lines] of Object.entries(others)) {
  for (const line of lines) {
    Deno.test(`otherProtocol knows ${JSON.stringify(line)} for ${protocol}`, () => {
      assertEquals(otherProtocol(line), protocol);
    });
    // each piece that a slow client may have sent by then, but for what no method begins
    Deno.test(`mayBecomeOther waits for the rest of ${JSON.stringify(line)}`, () => {
      if (
        !/^(?:[@:]|[A-Z-]+\b|(?:get|pass|nick|cap|user)\b)/
          .test(line)
      ) return;
      for (let cut = 1; cut < line.length; cut++) assert(mayBecomeOther(line.slice(0, cut)), line);
    });
  }
}

for (
  const line of [
    "",
    "ann",
    "Nick Cave",
    "Cap Haddock",
    "User One",
    "get well soon",
    "GET some rest",
    "pass",
    "nick",
    "user of chat",
    "user bob",
    "quit",
    "Join #us",
    "ehlo",
    "helo bob",
    "Passepartout",
    "Auth Smith",
    "Pinging",
    "Nick Cave 1",
    "Capital LS",
    "User one two three",
    "SSH",
    "proxy",
    "*",
    "1 LOGIN",
    "<3",
    "HTTP/1.1",
    "что такое HTTP/1.1",
  ]
) {
  Deno.test(`otherProtocol lets ${JSON.stringify(line)} be a nickname`, () => {
    assertEquals(otherProtocol(line), undefined);
  });
}

Deno.test("mayBecomeOther waits for what comes in pieces that no list of words has", () => {
  const pieces = [
    "a1 LOG",
    "a001 C",
    "ehlo x",
    "<strea",
    "/msg bob ps",
    "@RSY",
    "PROPPAT",
    "X-OWN-METHOD / H",
  ];
  for (const piece of pieces) assertEquals(mayBecomeOther(piece), true, piece);
});

Deno.test("mayBecomeOther does not make the client without line feeds wait", () => {
  for (
    const nick of ["ann", "Bob", "иван", "x1", "", "Gerda", "postman2", "eh", "joe", "ssh", "web"]
  ) {
    assertEquals(mayBecomeOther(nick), false, nick);
  }
});

Deno.test("httpRefusal is a response that counts its body in bytes", () => {
  const [head, body] = httpRefusal("Здесь чат").split("\r\n\r\n");
  assertEquals(head!.split("\r\n")[0], "HTTP/1.1 400 Bad Request");
  assert(head!.includes(`content-length: ${new TextEncoder().encode(body).length}`), head);
});
