import { assert, assertEquals } from "@std/assert";
import { phrases } from "../../protocol/phrases.ts";
import { banner } from "../../server/banner.ts";

const say = phrases("en").server;
const facts = {
  program: "chat",
  port: 65432,
  data: "/data/chat",
  addresses: ["192.0.2.7", "2001:db8::7"],
};

Deno.test("banner of a server for this machine names its data and the one command", () => {
  const lines = banner({ ...facts, hostname: "127.0.0.1" }, say).split("\n");
  assert(lines[0]!.endsWith("/data/chat"));
  assertEquals(lines.filter((line) => line.includes("chat join")), [
    "    chat join 127.0.0.1 65432",
  ]);
  assert(lines.includes(say.bannerLocal) && !lines.includes(say.bannerPlain));
  assertEquals(lines.at(-1), "");
});

Deno.test("banner of a server for every network names the command for each address, and warns", () => {
  for (const hostname of ["0.0.0.0", "::"]) {
    const lines = banner({ ...facts, hostname }, say).split("\n");
    assertEquals(lines.filter((line) => line.includes("chat join")), [
      "    chat join 127.0.0.1 65432",
      "    chat join 192.0.2.7 65432",
      "    chat join 2001:db8::7 65432",
    ]);
    assert(lines.includes(say.bannerPlain) && !lines.includes(say.bannerLocal));
  }
});

Deno.test("banner of a server on one address names that, and not this machine's loopback", () => {
  const lines = banner({ ...facts, hostname: "192.0.2.7" }, say).split("\n");
  assertEquals(lines.filter((line) => line.includes("chat join")), [
    "    chat join 192.0.2.7 65432",
  ]);
});

Deno.test("banner of a server with TLS shows its fingerprint, and does not warn", () => {
  const lines = banner({ ...facts, hostname: "0.0.0.0", fingerprint: "sha256:ab" }, say).split(
    "\n",
  );
  assert(lines.includes("    sha256:ab") && !lines.includes(say.bannerPlain));
});
