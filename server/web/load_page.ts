/** The page as files, compressed. Loaded only when needed: most servers have no web port. */

import type { Asset } from "./pages.ts";

const encoder = new TextEncoder();

/** Makes the files of the page. */
export async function loadPage(): Promise<readonly Asset[]> {
  const { PAGE } = await import("./page.gen.ts");
  return await Promise.all([
    asset("/", "text/html", PAGE.html),
    asset("/page.css", "text/css", PAGE.css),
    asset("/page.js", "text/javascript", PAGE.js),
  ]);
}

async function asset(path: string, type: string, text: string): Promise<Asset> {
  const bytes = encoder.encode(text);
  const zipped = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  const gzip = new Uint8Array(await new Response(zipped).arrayBuffer());
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const etag = hash.subarray(0, 12).toBase64({ alphabet: "base64url" });
  return { path, type: `${type}; charset=utf-8`, bytes, gzip, etag };
}
