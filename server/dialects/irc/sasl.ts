/** SASL PLAIN (RFC 4616) in pieces of 400 letters (IRCv3 sasl-3.1), for the password of the server. */

import { MAX_SASL_ANSWER_CHARS, MAX_SASL_PIECE_CHARS } from "./limits.ts";
import type { Introduction } from "./client.ts";

/** The result of one AUTHENTICATE. */
export type SaslResult =
  | { readonly kind: "go" | "more" | "mechanisms" }
  | { readonly kind: "saslFail" | "saslTooLong" | "saslAborted" }
  | { readonly kind: "answer"; readonly account: string; readonly password: string };

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Takes the parameter of one AUTHENTICATE; `state` collects the pieces. */
export function saslIn(state: Introduction, param: string): SaslResult {
  if (param === "*") {
    delete state.sasl;
    return { kind: "saslAborted" };
  }
  if (state.sasl === undefined) {
    if (param.toUpperCase() !== "PLAIN") return { kind: "mechanisms" };
    state.sasl = "";
    return { kind: "go" };
  }
  if (
    param.length > MAX_SASL_PIECE_CHARS || state.sasl.length + param.length > MAX_SASL_ANSWER_CHARS
  ) {
    delete state.sasl;
    return { kind: "saslTooLong" };
  }
  if (param !== "+") state.sasl += param;
  if (param.length === MAX_SASL_PIECE_CHARS) return { kind: "more" };
  const answer = state.sasl;
  delete state.sasl;
  return read(answer);
}

function read(answer: string): SaslResult {
  let text: string;
  try {
    text = decoder.decode(Uint8Array.from(atob(answer), (letter) => letter.charCodeAt(0)));
  } catch {
    return { kind: "saslFail" }; // neither base64 nor UTF-8
  }
  const [authzid = "", authcid = "", password, ...rest] = text.split("\0");
  if (authcid === "" || password === undefined || rest.length > 0) return { kind: "saslFail" };
  const account = (authzid === "" ? authcid : authzid).replace(/[^\w.-]/g, "_");
  return { kind: "answer", account, password };
}
