/** The page that is committed is the page of the sources, and it is small. */

import { assert, assertEquals } from "@std/assert";
import { loadPage } from "../../server/web/load_page.ts";
import { buildPage, pageModule, type PageSources, smallCss } from "../../tools/page.ts";

/** The most bytes of each file as it is sent, compressed. */
const MAX_BYTES: Readonly<Record<string, number>> = {
  "/": 1024,
  "/page.css": 3 * 1024,
  "/page.js": 32 * 1024,
};

Deno.test("The committed page is what deno task page makes", async () => {
  let built: PageSources;
  try {
    built = await buildPage();
  } catch (cause) {
    // the bundler is fetched once, and another version of Deno may have none
    const isOther = Deno.env.get("CI") !== "true" && /Cannot bundle/.test(String(cause));
    if (!isOther) throw cause;
    return console.warn(`Not compared: ${cause}`);
  }
  const texts = (await loadPage()).map(({ bytes }) => new TextDecoder().decode(bytes));
  assertEquals(texts, [built.html, built.css, built.js], "run: deno task page");
});

Deno.test("The page is small, and is all that is loaded", async () => {
  const assets = await loadPage();
  assertEquals(assets.map(({ path }) => path), Object.keys(MAX_BYTES));
  for (const { path, gzip } of assets) {
    assert(gzip.length <= MAX_BYTES[path]!, `${path} takes ${gzip.length} bytes`);
  }
  const [html] = assets;
  assertEquals(
    [...new TextDecoder().decode(html!.bytes).matchAll(/(?:src|href)="?([^"> ]+)/g)]
      .map(([, target]) => target),
    ["data:,", "page.css", "page.js"],
  );
});

Deno.test("pageModule keeps each file, compressed", async () => {
  const sources = { html: "<p>Привет", css: "a{}", js: "`\\u0000${1}`" };
  const module = await pageModule(sources);
  const { PAGE } = await import(`data:text/javascript,${encodeURIComponent(module)}`);
  assertEquals(Object.keys(PAGE), Object.keys(sources));
  for (const [name, base64] of Object.entries<string>(PAGE)) {
    const bytes = Uint8Array.fromBase64(base64);
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    assertEquals(await new Response(plain).text(), sources[name as keyof typeof sources]);
  }
});

Deno.test("smallCss keeps what a browser needs", () => {
  assertEquals(
    smallCss("/* a */\na:not(.b, :hover) > c {\n  color: red;\n  margin: 1px 2px;\n}\n"),
    "a:not(.b,:hover)>c{color:red;margin:1px 2px}",
  );
  assertEquals(smallCss("a { width: calc(1px + 2px) }"), "a{width:calc(1px + 2px)}");
});
