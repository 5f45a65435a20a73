/** The page that is committed is the page of the sources, and it is small. */

import { assert, assertEquals } from "@std/assert";
import { loadPage } from "../../server/web/load_page.ts";
import { PAGE } from "../../server/web/page.gen.ts";
import { buildPage, smallCss } from "../../tools/page.ts";

/** The most bytes of each file as it is sent, compressed. */
const MAX_BYTES: Readonly<Record<string, number>> = {
  "/": 1024,
  "/page.css": 3 * 1024,
  "/page.js": 38 * 1024,
};

Deno.test("The committed page is what deno task page makes", async () => {
  let built: typeof PAGE;
  try {
    built = await buildPage();
  } catch (cause) {
    // the bundler is fetched once, and another version of Deno may have none
    const isOther = Deno.env.get("CI") !== "true" && /Cannot bundle/.test(String(cause));
    if (!isOther) throw cause;
    return console.warn(`Not compared: ${cause}`);
  }
  assertEquals(built, PAGE, "run: deno task page");
});

Deno.test("The page is small, is all that is loaded, and comes back from its compressed form", async () => {
  const assets = await loadPage();
  assertEquals(assets.map(({ path }) => path), Object.keys(MAX_BYTES));
  for (const { path, bytes, gzip } of assets) {
    assert(gzip.length <= MAX_BYTES[path]!, `${path} takes ${gzip.length} bytes`);
    const plain = new Blob([gzip.slice()]).stream().pipeThrough(new DecompressionStream("gzip"));
    assertEquals(new Uint8Array(await new Response(plain).arrayBuffer()), bytes);
  }
  const [html] = assets;
  assertEquals(
    [...new TextDecoder().decode(html!.bytes).matchAll(/(?:src|href)="?([^"> ]+)/g)]
      .map(([, target]) => target),
    ["data:,", "page.css", "page.js"],
  );
});

Deno.test("smallCss keeps what a browser needs", () => {
  assertEquals(
    smallCss("/* a */\na:not(.b, :hover) > c {\n  color: red;\n  margin: 1px 2px;\n}\n"),
    "a:not(.b,:hover)>c{color:red;margin:1px 2px}",
  );
  assertEquals(smallCss("a { width: calc(1px + 2px) }"), "a{width:calc(1px + 2px)}");
});
