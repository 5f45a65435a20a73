#!/bin/sh
# Chromium 153.0.8010.0: over TLS with a certificate that the user has accepted by hand nothing is kept in the cache.
#
# Expected: `Cache-Control: max-age=31536000, immutable` is obeyed: who has accepted a self-signed certificate loads style,
#   script and modules once, as over plain HTTP.
# Seen: over HTTP once in three visits, with such a certificate in each of them. No `ETag` helps, for no request asks with
#   `If-None-Match`.
# So: what such a page loads must be small at each visit, or the certificate one that the browser trusts.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.mjs <<'EOF'
import chromium from "@sparticuz/chromium";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import puppeteer from "puppeteer-core";

const files = {
  "/": ["text/html", `<link rel=stylesheet href=/style.css><script type=module src=/main.js></script>`],
  "/style.css": ["text/css", "p { color: red }"],
  "/main.js": ["text/javascript", `import "./part.js"; globalThis.isLoaded = true;`],
  "/part.js": ["text/javascript", "export {};"],
};
const browser = await puppeteer.launch({
  executablePath: await chromium.executablePath(),
  args: chromium.args,
  headless: "shell",
  acceptInsecureCerts: true,
});
console.log(await browser.version());

/** Visits the page of a server three times. */
async function report(scheme, server) {
  const requests = {};
  let conditional = 0;
  server.on("request", ({ url, headers }, response) => {
    if (!(url in files)) return response.writeHead(404).end();
    requests[url] = (requests[url] ?? 0) + 1;
    if ("if-none-match" in headers) conditional++;
    const [type, body] = files[url];
    const cache = url === "/" ? "no-store" : "max-age=31536000, immutable";
    response.writeHead(200, { "content-type": type, "cache-control": cache, etag: `"1"` }).end(body);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  for (let visit = 0; visit < 3; visit++) {
    const tab = await browser.newPage();
    await tab.goto(`${scheme}://localhost:${server.address().port}/`);
    await tab.waitForFunction("globalThis.isLoaded");
    await tab.close();
  }
  const counts = Object.entries(requests).map(([path, count]) => `${path} ${count}`).sort();
  console.log(`${scheme}: ${counts.join(", ")}; asking whether it is new: ${conditional}`);
}

await report("http", http.createServer());
const [key, cert] = ["key.pem", "cert.pem"].map((path) => readFileSync(path));
await report("https", https.createServer({ key, cert }));
await browser.close();
process.exit();
EOF

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout key.pem \
  -out cert.pem -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
npm install --silent --no-fund --no-audit @sparticuz/chromium@153.0.0 puppeteer-core@25.16.0
TMPDIR="$folder" HOME="$folder" node probe.mjs | tee seen

cat >expected <<'EOF'
HeadlessChrome/153.0.8010.0
http: / 3, /main.js 1, /part.js 1, /style.css 1; asking whether it is new: 0
https: / 3, /main.js 3, /part.js 3, /style.css 3; asking whether it is new: 0
EOF
diff expected seen
