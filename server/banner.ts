/** What the server says when it is up: the exact command for everyone who wants to join. */

import type { ServerPhrases } from "../protocol/phrases/server.ts";

/** Where a server listens and keeps its data. */
export interface BannerFacts {
  readonly hostname: string;
  readonly port: number;
  readonly data: string;
  /** Addresses of this machine that others could use. */
  readonly addresses: readonly string[];
  /** How the program was called: what those who join call theirs, if they came by it the same way. */
  readonly program: string;
  /** Of the certificate, where TLS is spoken. */
  readonly fingerprint?: string | undefined;
}

/** The banner, several lines, for people. */
export function banner(facts: BannerFacts, phrases: ServerPhrases): string {
  const { hostname, port, program, fingerprint } = facts;
  const any = hostname === "0.0.0.0" || hostname === "::";
  const loopback = hostname === "::1" || hostname.startsWith("127.");
  const command = (address: string) => `    ${program} join ${address} ${port}`;
  const lines = [`${phrases.banner} ${facts.data}`];
  if (any || loopback) {
    lines.push(phrases.bannerJoinHere, command(loopback ? hostname : "127.0.0.1"));
  }
  if (loopback) lines.push(phrases.bannerLocal);
  else {
    const addresses = any ? facts.addresses : [hostname];
    lines.push(phrases.bannerJoin, ...addresses.map(command));
    if (fingerprint === undefined) lines.push(phrases.bannerPlain);
  }
  if (fingerprint !== undefined) lines.push(phrases.bannerTls, `    ${fingerprint}`);
  return [...lines, phrases.bannerStop, ""].join("\n");
}
