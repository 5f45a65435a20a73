import { assert, assertEquals } from "@std/assert";
import { banner, programOf } from "../../server/banner.ts";
import { phrasesOf } from "../support/phrases.ts";

const say = phrasesOf("en").server;
const facts = {
  program: "chat",
  port: 65432,
  data: "/data/chat",
  ownAddresses: ["2001:db8::7", "192.0.2.7"],
  os: "linux",
};

Deno.test("banner of a server for this machine names its data and the one command", () => {
  for (const hostname of ["127.0.0.1", "::1", "localhost"]) {
    const lines = banner({ ...facts, hostname }, say).split("\n");
    assert(lines[0]!.endsWith("/data/chat"));
    assertEquals(lines.filter((line) => line.includes("chat join")), [
      `    chat join ${hostname} 65432`,
    ]);
    assert(lines.includes(say.bannerLocal) && !lines.includes(say.bannerPlain));
    assertEquals(lines.at(-1), "");
  }
});

Deno.test("banner of a server for every network names the command for each address that works", () => {
  const told = (hostname: string, os: string) => {
    const lines = banner({ ...facts, hostname, os }, say).split("\n");
    assert(lines.includes(say.bannerPlain) && !lines.includes(say.bannerLocal));
    return lines.flatMap((line) => /chat join (\S+) 65432$/.exec(line)?.[1] ?? []);
  };
  assertEquals(told("0.0.0.0", "linux"), ["127.0.0.1", "192.0.2.7"]);
  assertEquals(told("::", "linux"), ["127.0.0.1", "192.0.2.7", "2001:db8::7"]);
  assertEquals(told("::", "windows"), ["::1", "2001:db8::7"]);
});

Deno.test("banner of a server that only this machine can reach offers nothing to others", () => {
  const lines = banner({ ...facts, hostname: "0.0.0.0", ownAddresses: [], ircPort: 6667 }, say)
    .split("\n");
  assert(!lines.includes(say.bannerJoin));
  assert(lines.includes("    irssi -c 127.0.0.1 -p 6667"));
});

Deno.test("banner keeps the zone of a link-local address, without which nobody reaches it", () => {
  const text = banner({ ...facts, hostname: "fe80::77%eth0", ircPort: 6667 }, say);
  assert(text.includes("chat join fe80::77%eth0 65432"));
  assert(text.includes("irssi -c fe80::77%eth0 -p 6667"));
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

Deno.test("banner of a server with an IRC port names the command for irssi", () => {
  const irc = (more: { hostname: string; fingerprint?: string }) => {
    const lines = banner({ ...facts, ircPort: 6667, ...more }, say).split("\n");
    return lines[lines.indexOf(say.bannerIrc) + 1];
  };
  assertEquals(irc({ hostname: "127.0.0.1" }), "    irssi -c 127.0.0.1 -p 6667");
  assertEquals(irc({ hostname: "0.0.0.0" }), "    irssi -c 192.0.2.7 -p 6667");
  const withTls = { hostname: "192.0.2.9", fingerprint: "sha256:ab" };
  assertEquals(irc(withTls), "    /connect -tls -notls_verify 192.0.2.9 6667");
});

/** The lines of the banner from that about browsers on, up to that about IRC. */
function webLines(more: Partial<Parameters<typeof banner>[0]> & { hostname: string }): string[] {
  const lines = banner({ ...facts, webPort: 8080, ircPort: 6667, ...more }, say).split("\n");
  return lines.slice(lines.indexOf(say.bannerWeb) + 1, lines.indexOf(say.bannerIrc));
}

Deno.test("banner of a server with a web port names the page for each address", () => {
  assertEquals(webLines({ hostname: "127.0.0.1" }), ["    http://127.0.0.1:8080/"]);
  assertEquals(webLines({ hostname: "::" }), [
    "    http://127.0.0.1:8080/",
    "    http://192.0.2.7:8080/",
    "    http://[2001:db8::7]:8080/",
  ]);
  assertEquals(webLines({ hostname: "192.0.2.9", webPort: 80 }), ["    http://192.0.2.9/"]);
  assertEquals(webLines({ hostname: "192.0.2.9", webPort: 443, fingerprint: "sha256:ab" }), [
    "    https://192.0.2.9/",
  ]);
});

Deno.test("banner draws the address that a phone can reach, and says where there is none", () => {
  const qr = (url: string) => `QR of ${url}`;
  assertEquals(webLines({ hostname: "0.0.0.0", qr }).at(-1), "QR of http://192.0.2.7:8080/");
  assertEquals(webLines({ hostname: "192.0.2.9", qr }).at(-1), "QR of http://192.0.2.9:8080/");
  assertEquals(webLines({ hostname: "127.0.0.1", qr }).at(-1), say.bannerNoQr);
  assertEquals(webLines({ hostname: "0.0.0.0", ownAddresses: [], qr }).at(-1), say.bannerNoQr);
});

Deno.test("banner keeps its sentences within 80 columns, in both languages", () => {
  for (const language of ["en", "ru"] as const) {
    for (const hostname of ["127.0.0.1", "0.0.0.0"]) {
      const text = banner({
        ...facts,
        hostname,
        program: "npx -y deno@2.9.6 task chat",
        ircPort: 6667,
        webPort: 8080,
        qr: () => "",
        fingerprint: `sha256:${"0".repeat(64)}`,
      }, phrasesOf(language).server);
      for (const line of text.split("\n")) assert(line.length <= 80, line);
    }
  }
});

Deno.test("programOf is what was typed: the executable, the task, or npx before it", () => {
  const facts = { standalone: false, execPath: "/usr/bin/deno", version: "2.9.6" };
  assertEquals(programOf({ ...facts, standalone: true }), "chat");
  assertEquals(programOf(facts), "deno task chat");
  const folders = [
    "/home/ann/.npm/_npx/7a40/node_modules/deno/deno",
    "C:\\npm\\_npx\\7a\\deno.exe",
  ];
  for (const execPath of folders) {
    assertEquals(programOf({ ...facts, execPath }), "npx -y deno@2.9.6 task chat");
  }
});
