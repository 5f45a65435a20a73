import { assertEquals } from "@std/assert";
import { acceptWebSocket, keyOf, wantsWebSocket } from "../../../server/web/upgrade.ts";
import type { HttpRequest } from "../../../server/web/request.ts";

const FIELDS = {
  connection: "keep-alive, Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

function request(fields: Record<string, string>, method = "GET", minor = 1): HttpRequest {
  const all = new Map(Object.entries({ ...FIELDS, ...fields }));
  return { method, path: "/ws", minor, host: "a", fields: all, rest: new Uint8Array() };
}

Deno.test("wantsWebSocket knows an upgrade by its fields, in any letter case", () => {
  assertEquals(wantsWebSocket(request({})), true);
  assertEquals(wantsWebSocket(request({ upgrade: "WebSocket, h2c" })), true);
  assertEquals(wantsWebSocket(request({ connection: "UPGRADE" })), true);
  const others = [
    request({ upgrade: "h2c" }),
    request({ upgrade: "" }),
    request({ connection: "keep-alive" }),
    request({ connection: "upgrades" }),
    request({ "sec-websocket-version": "12" }),
    request({ "sec-websocket-version": "13, 12" }),
    request({ "sec-websocket-version": "" }),
    request({}, "HEAD"),
    request({}, "GET", 0),
  ];
  for (const other of others) assertEquals(wantsWebSocket(other), false);
});

Deno.test("keyOf takes 16 bytes in base64 alone", () => {
  assertEquals(keyOf(request({})), FIELDS["sec-websocket-key"]);
  const wrong = [
    "",
    "x",
    "dGhlIHNhbXBsZSBub25jZQ",
    "dGhlIHNhbXBsZSBub25jZQ=",
    `${FIELDS["sec-websocket-key"]}=`,
  ];
  const more = [
    "dGhlIHNhbXBsZSBub25jZ!==",
    "dGhlIHNhbXBsZSBub25jZWE=",
    "dGhlIHNhbXBsZSBub25jZQ==, x",
  ];
  for (const key of [...wrong, ...more]) {
    assertEquals(keyOf(request({ "sec-websocket-key": key })), undefined, key);
  }
});

Deno.test("acceptWebSocket answers the key: the example of RFC 6455, section 1.3", async () => {
  assertEquals(await acceptWebSocket("dGhlIHNhbXBsZSBub25jZQ=="), {
    status: 101,
    fields: {
      upgrade: "websocket",
      connection: "Upgrade",
      "sec-websocket-accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    },
  });
});
