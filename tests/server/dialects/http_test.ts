import { assertEquals } from "@std/assert";
import { isHttpRequest } from "../../../server/dialects/http.ts";

Deno.test("isHttpRequest knows the first line of a request, whatever its method and version", () => {
  const requests = [
    ...["GET / HTTP/1.1", "POST /x?y HTTP/1.0", "OPTIONS * HTTP/1.1", "CONNECT a:443 HTTP/1.1"],
    ...["PRI * HTTP/2.0", "M-SEARCH * HTTP/1.1", "OPTIONS sip:x SIP/2.0", "PLAY rtsp://a RTSP/1.0"],
  ];
  assertEquals(requests.filter((line) => !isHttpRequest(line)), []);
});

Deno.test("isHttpRequest leaves nicknames and commands of IRC alone", () => {
  const others = [
    "ann",
    "GET",
    "get / http",
    "CAP LS 302",
    "NICK HTTP/1.1",
    "USER a 0 * :HTTP/1.1",
    "",
  ];
  assertEquals(others.filter(isHttpRequest), []);
});
