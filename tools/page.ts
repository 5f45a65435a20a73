/**
 * Builds the page for browsers: `deno task page` writes `server/web/page.gen.ts`. It is committed, so that
 * nothing has to be built to run or to compile.
 *
 * @module
 */
import { gzipAsync } from "@gfx/zopfli";
import { fileURLToPath } from "node:url";
import { minify } from "terser";

const SOURCE = new URL("../client/web/", import.meta.url);
const OUTPUT = new URL("../server/web/page.gen.ts", import.meta.url);

/** The files of the page as texts, by their paths. */
export type PageSources = Readonly<Record<string, string>>;

/** Builds the page. @throws {Error} when the modules cannot be bundled. */
export async function buildPage(): Promise<PageSources> {
  const html = await Deno.readTextFile(new URL("page.html", SOURCE));
  const css = await Deno.readTextFile(new URL("page.css", SOURCE));
  // one after the other: where esbuild is not in Deno's cache yet, two are in each other's way (2.9.6)
  const js = await bundle("main.tsx");
  // nobody needs two languages
  const en = await bundle("../../i18n/en/page.ts");
  const ru = await bundle("../../i18n/ru/page.ts");
  return {
    "/": html.replaceAll("\n", ""),
    "/page.css": smallCss(css),
    "/page.js": js,
    "/en.js": en,
    "/ru.js": ru,
  };
}

/** The module that has the page: each file compressed as it is sent, and as small as that can be. */
export async function pageModule(sources: PageSources): Promise<string> {
  const files = Object.entries(sources).map(async ([path, text]) => {
    const zipped = await gzipAsync(new TextEncoder().encode(text), {});
    return `  "${path}": "${zipped.toBase64()}",\n`;
  });
  const lines = (await Promise.all(files)).join("");
  return `// made by: deno task page\n\n/** The page for browsers, by path: gzip, base64. */\nexport const PAGE = {\n${lines}};\n`;
}

/** A style sheet without what a browser does not need. No text in it has spaces that count. */
export function smallCss(css: string): string {
  return css.replace(/\/\*[^]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,>]) ?/g, "$1")
    .replace(/: /g, ":")
    .replaceAll(";}", "}")
    .trim();
}

async function bundle(path: string): Promise<string> {
  const output = await Deno.makeTempFile({ suffix: ".js" });
  const entry = fileURLToPath(new URL(path, SOURCE));
  const args = ["bundle", "-q", "--platform", "browser", "--minify", "-o", output, entry];
  try {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: fileURLToPath(SOURCE),
      env: { NO_COLOR: "1" },
    }).output();
    if (!success) throw new Error(`Cannot bundle the page: ${new TextDecoder().decode(stderr)}`);
    const js = await Deno.readTextFile(output);
    const { code = "" } = await minify(js, {
      module: true,
      compress: { passes: 3 },
      format: { ecma: 2020 },
    });
    return code;
  } finally {
    await Deno.remove(output);
  }
}

if (import.meta.main) await Deno.writeTextFile(OUTPUT, await pageModule(await buildPage()));
