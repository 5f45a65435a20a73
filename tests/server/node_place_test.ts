import { assertEquals } from "@std/assert";
import { placeOf } from "../../server/node_place.ts";

const at = (port: number) => ({ hostname: "0.0.0.0", port });
const plain = { addr: at(65_432), ircAddr: undefined, webAddr: undefined, certificate: undefined };

Deno.test("placeOf names the host that the operator has named, and the ports that are listened on", () => {
  assertEquals(placeOf({ host: "10.0.0.7", node: undefined }, plain), { addr: "10.0.0.7:65432" });
  const node = { host: "chat1.lab", port: 0 };
  const certificate = { fingerprint: `sha256:${"0a".repeat(32)}` } as const;
  const all = { ...plain, ircAddr: at(6_697), webAddr: at(8_443), certificate };
  assertEquals(placeOf({ host: "0.0.0.0", node }, all), {
    addr: "chat1.lab:65432",
    pin: certificate.fingerprint,
    web: "https://chat1.lab:8443/",
    irc: "chat1.lab:6697",
  });
});

Deno.test("placeOf takes the port of --node, which may be another one than the server's", () => {
  const node = { host: "::1", port: 7 };
  const place = placeOf({ host: "::", node }, { ...plain, webAddr: at(80) });
  assertEquals(place, { addr: "[::1]:7", web: "http://[::1]:80/" });
});
