/** The page that is committed is the page of the sources, and it is small. */

import { assert, assertEquals } from "@std/assert";
import { LANGUAGES } from "../../i18n/phrases.ts";
import { loadPage } from "../../server/web/load_page.ts";
import { buildPage, pageModule, type PageSources, smallCss } from "../../tools/page.ts";

const decoder = new TextDecoder();

/** The most bytes that are sent of each kind, compressed. */
const MAX_BYTES = { "text/html": 1024, "text/css": 3 * 1024, "text/javascript": 32 * 1024 };

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
  const committed = (await loadPage()).map(({ path, bytes }) => [path, decoder.decode(bytes)]);
  assertEquals(Object.fromEntries(committed), built, "run: deno task page");
});

Deno.test("The page is small in each language, and is all that is loaded", async () => {
  const assets = await loadPage();
  const paths = assets.map(({ path }) => path);
  assertEquals(paths, ["/", "/page.css", "/page.js", ...LANGUAGES.map((each) => `/${each}.js`)]);
  for (const language of LANGUAGES) {
    const others = LANGUAGES.filter((each) => each !== language).map((each) => `/${each}.js`);
    for (const [type, most] of Object.entries(MAX_BYTES)) {
      const bytes = assets
        .filter((asset) => asset.type.startsWith(type) && !others.includes(asset.path))
        .reduce((sum, { gzip }) => sum + gzip.length, 0);
      assert(bytes > 0 && bytes <= most, `${language}: ${type} takes ${bytes} bytes`);
    }
  }
  const [html] = assets;
  assertEquals(
    [...decoder.decode(html!.bytes).matchAll(/(?:src|href)="?([^"> ]+)/g)]
      .map(([, target]) => target),
    ["data:,", "page.css", "page.js"],
  );
});

Deno.test("pageModule keeps each file, compressed", async () => {
  const sources = { "/": "<p>Привет", "/a.css": "a{}", "/a.js": "`\\u0000${1}`" };
  const module = await pageModule(sources);
  const { PAGE } = await import(`data:text/javascript,${encodeURIComponent(module)}`);
  assertEquals(Object.keys(PAGE), Object.keys(sources));
  for (const [path, base64] of Object.entries<string>(PAGE)) {
    const bytes = Uint8Array.fromBase64(base64);
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    assertEquals(await new Response(plain).text(), sources[path as keyof typeof sources]);
  }
});

Deno.test("smallCss keeps what a browser needs", () => {
  assertEquals(
    smallCss("/* a */\na:not(.b, :hover) > c {\n  color: red;\n  margin: 1px 2px;\n}\n"),
    "a:not(.b,:hover)>c{color:red;margin:1px 2px}",
  );
  assertEquals(smallCss("a { width: calc(1px + 2px) }"), "a{width:calc(1px + 2px)}");
});
