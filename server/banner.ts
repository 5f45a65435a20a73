/** What the server says when it is up: the exact command for everyone who wants to join. */

import { isLoopback } from "../protocol/address.ts";
import type { ServerPhrases } from "../i18n/en/server.ts";

/** Where a server listens and keeps its data. */
export interface BannerFacts {
  readonly hostname: string;
  readonly port: number;
  readonly data: string;
  /** Where IRC clients come in, if they may. */
  readonly ircPort?: number | undefined;
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
  const loopback = isLoopback(hostname);
  const command = (address: string) => `    ${program} join ${address} ${port}`;
  const lines = [`${phrases.banner} ${facts.data}`];
  if (any || loopback) {
    lines.push(phrases.bannerJoinHere, command(loopback ? hostname : "127.0.0.1"));
  }
  if (loopback) lines.push(phrases.bannerLocal, `    ${program} serve --host 0.0.0.0 --tls`);
  else {
    const addresses = any ? facts.addresses : [hostname];
    lines.push(phrases.bannerJoin, ...addresses.map(command));
    if (fingerprint === undefined) lines.push(phrases.bannerPlain);
  }
  if (facts.ircPort !== undefined) {
    const address = any ? facts.addresses[0] ?? "127.0.0.1" : hostname;
    lines.push(phrases.bannerIrc, `    ${ircCommand(address, facts.ircPort, fingerprint)}`);
  }
  if (fingerprint !== undefined) lines.push(phrases.bannerTls, `    ${fingerprint}`);
  return [...lines, phrases.bannerStop, ""].join("\n");
}

/** For irssi: in a shell, or where it has to be told of a certificate of one's own, typed in it. */
function ircCommand(address: string, port: number, fingerprint: string | undefined): string {
  return fingerprint === undefined
    ? `irssi -c ${address} -p ${port}`
    : `/connect -tls -notls_verify ${address} ${port}`;
}

/** What the process knows of itself. */
export interface ProgramFacts {
  /** Whether it is an executable of its own. */
  readonly standalone: boolean;
  /** Where the program lies that runs this. */
  readonly execPath: string;
  /** Of Deno, such as `2.9.6`. */
  readonly version: string;
}

/** The words of the command line before `serve` or `join`. */
export function programOf({ standalone, execPath, version }: ProgramFacts): string {
  if (standalone) return "chat";
  // what npx has fetched lies there, and is on nobody's PATH
  const isFetched = /[\\/]_npx[\\/]/.test(execPath);
  return isFetched ? `npx -y deno@${version} task chat` : "deno task chat";
}
