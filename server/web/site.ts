/** Finds the answer to a request: checks it, then serves a file or opens a WebSocket. Pure. */

import type { ServerPhrases } from "../../i18n/en/server.ts";
import { MAX_HEAD_BYTES, MAX_HEAD_FIELDS } from "../limits.ts";
import type { Refusal } from "../net/admission.ts";
import { type Answer, sentence } from "./answer.ts";
import { checkOrigin } from "./origin.ts";
import type { Pages } from "./pages.ts";
import { type HttpRequest, RequestError } from "./request.ts";
import { keyOf, wantsWebSocket, WEB_SOCKET_VERSION } from "./upgrade.ts";

/** The path of the WebSocket. */
export const WEB_SOCKET_PATH = "/ws";

/** An answer, or the key of a WebSocket to open. */
export type Reply = Answer | { readonly webSocketKey: string };

/** What a site needs. */
export interface SiteOptions {
  readonly pages: Pages;
  /** Allowed host names besides those of the local network. */
  readonly names: ReadonlySet<string>;
  readonly say: ServerPhrases["web"];
}

/** Answers requests. */
export class Site {
  readonly #options: SiteOptions;

  constructor(options: SiteOptions) {
    this.#options = options;
  }

  /**
   * The reply to a request, or to an invalid one.
   *
   * @param refusal Why this client is not let in. A page gets that as its text. A WebSocket is opened all the
   * same, and gets it as its first message: a page cannot find out why a WebSocket was not opened.
   */
  reply(request: HttpRequest | RequestError, refusal?: Refusal): Reply {
    const { pages, say } = this.#options;
    if (request instanceof RequestError) return this.#fault(request);
    const foreign = this.#foreign(request);
    if (foreign !== undefined) return foreign;
    const { method, path, fields } = request;
    if (method !== "GET" && method !== "HEAD") {
      return sentence(405, say.method, { allow: "GET, HEAD" });
    }
    if (hasBody(fields)) return sentence(400, say.body);
    if (path === WEB_SOCKET_PATH) return this.#webSocket(request);
    if (refusal !== undefined) {
      return sentence(refusal.code === "full" ? 503 : 403, refusal.message);
    }
    return pages.answer(path, fields) ?? sentence(404, say.notFound);
  }

  #fault({ status }: RequestError): Answer {
    const { say } = this.#options;
    if (status === 400) return sentence(400, say.malformed);
    if (status === 505) return sentence(505, say.version);
    return sentence(431, say.headTooLarge(MAX_HEAD_BYTES / 1024, MAX_HEAD_FIELDS));
  }

  #foreign({ host, fields }: HttpRequest): Answer | undefined {
    const { names, say } = this.#options;
    switch (checkOrigin(host, fields.get("origin"), names)) {
      case "malformed":
        return sentence(400, say.malformed);
      case "other_host":
        return sentence(421, say.otherHost(host.replace(/:\d+$/, "")));
      case "other_origin":
        return sentence(403, say.otherOrigin);
      case "welcome":
        return undefined;
    }
  }

  #webSocket(request: HttpRequest): Reply {
    const { say } = this.#options;
    if (!wantsWebSocket(request)) {
      return sentence(426, say.notWebSocket, {
        upgrade: "websocket",
        connection: "upgrade, close",
        "sec-websocket-version": WEB_SOCKET_VERSION,
      });
    }
    const webSocketKey = keyOf(request);
    return webSocketKey === undefined ? sentence(400, say.malformed) : { webSocketKey };
  }
}

function hasBody(fields: ReadonlyMap<string, string>): boolean {
  return fields.has("transfer-encoding") || !/^0*$/.test(fields.get("content-length") ?? "");
}
