/** The files of the page, by path. Pure. */

import type { Answer } from "./answer.ts";

/** One file of the page. */
export interface Asset {
  readonly path: string;
  /** Its media type. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** `bytes`, compressed. */
  readonly gzip: Uint8Array;
  /** Identifies these bytes among all versions of this file; without quotes. */
  readonly etag: string;
}

/** The files of the page. */
export class Pages {
  readonly #assets: ReadonlyMap<string, Asset>;

  constructor(assets: readonly Asset[]) {
    this.#assets = new Map(assets.map((asset) => [asset.path, asset]));
  }

  /** The answer to a request for `path`; `undefined` if there is no such file. */
  answer(path: string, fields: ReadonlyMap<string, string>): Answer | undefined {
    const asset = this.#assets.get(path);
    return asset && answer(asset, fields);
  }
}

function answer({ type, bytes, gzip, etag }: Asset, fields: ReadonlyMap<string, string>): Answer {
  const isCompressed = takesGzip(fields.get("accept-encoding"));
  // compressed bytes are other bytes, so they need another tag (RFC 9110, section 8.8.3.3)
  const tag = isCompressed ? `"${etag}-gzip"` : `"${etag}"`;
  if (isKnown(tag, fields.get("if-none-match"))) return { status: 304, fields: { etag: tag } };
  const encoding = isCompressed ? { "content-encoding": "gzip" } : {};
  const body = isCompressed ? gzip : bytes;
  return { status: 200, fields: { "content-type": type, etag: tag, ...encoding }, body };
}

/** Whether an `accept-encoding` field allows gzip. */
function takesGzip(list = ""): boolean {
  const weights = new Map(
    list.toLowerCase().split(",").map((entry) => {
      const [coding = "", weight = "q=1"] = entry.split(";").map((part) => part.trim());
      return [coding, Number(weight.replace(/^q=/, ""))];
    }),
  );
  return (weights.get("gzip") ?? weights.get("*") ?? 0) > 0;
}

/** Whether an `if-none-match` field has this tag, compared weakly (RFC 9110, section 13.1.2). */
function isKnown(tag: string, list = ""): boolean {
  return list.split(",").some((entry) => {
    const known = entry.trim();
    return known === "*" || known.replace(/^W\//, "") === tag;
  });
}
