/** The page as files. Loaded only when needed: most servers have no web port. */

import type { Asset } from "./pages.ts";

/** Makes the files of the page. */
export async function loadPage(): Promise<readonly Asset[]> {
  const { PAGE } = await import("./page.gen.ts");
  return await Promise.all(Object.entries(PAGE).map(([path, base64]) => asset(path, base64)));
}

async function asset(path: string, base64: string): Promise<Asset> {
  const gzip = Uint8Array.fromBase64(base64);
  const plain = new Blob([gzip]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(plain).arrayBuffer());
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const etag = hash.subarray(0, 12).toBase64({ alphabet: "base64url" });
  return { path, type: `${typeOf(path)}; charset=utf-8`, bytes, gzip, etag };
}

function typeOf(path: string): string {
  if (path.endsWith(".js")) return "text/javascript";
  return path.endsWith(".css") ? "text/css" : "text/html";
}
