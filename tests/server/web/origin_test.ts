import { assertEquals } from "@std/assert";
import { checkOrigin, nameOf, type Verdict } from "../../../server/web/origin.ts";

const NAMES = new Set(["chat.example.org"]);

Deno.test("checkOrigin takes addresses, names that only this network has, and those that were given", () => {
  const cases: [host: string, Verdict][] = [
    ["192.168.1.5:8080", "welcome"],
    ["203.0.113.9", "welcome"],
    ["[::1]:8080", "welcome"],
    ["[fe80::1]", "welcome"],
    ["localhost:8080", "welcome"],
    ["LOCALHOST", "welcome"],
    ["localhost.", "welcome"],
    ["labserver:8080", "welcome"],
    ["lab_server", "welcome"],
    ["chat.local", "welcome"],
    ["a.b.lan:1", "welcome"],
    ["chat.home.arpa", "welcome"],
    ["chat.internal.", "welcome"],
    ["chat.example.org", "welcome"],
    ["Chat.Example.ORG:443", "welcome"],
    // a URL knows these as 127.0.0.1, and so does a browser
    ["127.1:8080", "welcome"],
    ["0x7f000001", "welcome"],
    ["evil.example", "other_host"],
    ["evil.example:8080", "other_host"],
    ["192.168.1.5.evil.example", "other_host"],
    ["local.evil.example", "other_host"],
    ["evil-local.example", "other_host"],
    ["a.chat.example.org", "other_host"],
    ["chat.example.org.evil.example", "other_host"],
    ["notlocal.locale", "other_host"],
    ["", "malformed"],
    [":8080", "malformed"],
    ["a:b", "malformed"],
    ["a:99999", "malformed"],
    ["a, b", "malformed"],
    ["user@localhost", "malformed"],
    ["localhost/x", "malformed"],
    ["localhost?x", "malformed"],
    ["local host", "malformed"],
    ["[::1", "malformed"],
    ["[::g]", "malformed"],
    ["1.2.3.999", "malformed"],
    ["чат.local", "malformed"],
  ];
  for (const [host, verdict] of cases) {
    assertEquals(checkOrigin(host, undefined, NAMES), verdict, host);
  }
});

Deno.test("checkOrigin takes a page of the same host and port, whatever its scheme", () => {
  const cases: [host: string, origin: string, Verdict][] = [
    ["192.168.1.5:8080", "http://192.168.1.5:8080", "welcome"],
    ["[::1]:8080", "http://[::1]:8080", "welcome"],
    ["Chat.local:8080", "http://chat.local:8080", "welcome"],
    ["chat.local", "http://chat.local", "welcome"],
    ["chat.local:80", "http://chat.local", "welcome"],
    // a proxy has ended TLS
    ["chat.example.org", "https://chat.example.org", "welcome"],
    ["chat.example.org:443", "https://chat.example.org", "welcome"],
    ["localhost:8080", "http://localhost:8081", "other_origin"],
    ["localhost:8080", "http://localhost", "other_origin"],
    ["localhost:8080", "http://127.0.0.1:8080", "other_origin"],
    ["chat.local:8080", "http://evil.example", "other_origin"],
    ["chat.local:8080", "http://chat.local.evil.example:8080", "other_origin"],
    ["chat.local:8080", "http://evil.example@x/chat.local:8080", "other_origin"],
    ["chat.local:8080", "null", "other_origin"],
    ["chat.local:8080", "", "other_origin"],
    ["chat.local:8080", "chat.local:8080", "other_origin"],
    ["chat.local:8080", "file://chat.local:8080", "other_origin"],
    ["chat.local:8080", "http://chat.local:8080, http://evil.example", "other_origin"],
    // a name that means this address and is none of it, from its own page
    ["evil.example:8080", "http://evil.example:8080", "other_host"],
  ];
  for (const [host, origin, verdict] of cases) {
    assertEquals(checkOrigin(host, origin, NAMES), verdict, `${host} from ${origin}`);
  }
});

Deno.test("nameOf writes a name as checkOrigin compares it", () => {
  const names = new Set([nameOf("Chat.Example.ORG.")]);
  assertEquals(checkOrigin("chat.example.org:8080", undefined, names), "welcome");
});
