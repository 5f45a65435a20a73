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
  readonly ownAddresses: readonly string[];
  /** The system, as Deno names it. */
  readonly os: string;
  /** How the program was called: what those who join call theirs, if they came by it the same way. */
  readonly program: string;
  /** Of the certificate, where TLS is spoken. */
  readonly fingerprint?: string | undefined;
}

/** The banner, several lines, for people. */
export function banner(facts: BannerFacts, phrases: ServerPhrases): string {
  const { hostname, port, program, fingerprint } = facts;
  const { here, others } = addressesOf(facts);
  const command = (address: string) => `    ${program} join ${address} ${port}`;
  const lines = [`${phrases.banner} ${facts.data}`];
  if (here !== undefined) lines.push(phrases.bannerJoinHere, command(here));
  if (isLoopback(hostname)) {
    lines.push(phrases.bannerLocal, `    ${program} serve --host 0.0.0.0 --tls`);
  } else {
    if (others.length > 0) lines.push(phrases.bannerJoin, ...others.map(command));
    if (fingerprint === undefined) lines.push(phrases.bannerPlain);
  }
  if (facts.ircPort !== undefined) {
    const address = others[0] ?? here ?? hostname;
    lines.push(phrases.bannerIrc, `    ${ircCommand(address, facts.ircPort, fingerprint)}`);
  }
  if (fingerprint !== undefined) lines.push(phrases.bannerTls, `    ${fingerprint}`);
  return [...lines, phrases.bannerStop, ""].join("\n");
}

/** Where the server can be reached: from this machine by loopback, and from others. */
function addressesOf({ hostname, ownAddresses, os }: BannerFacts) {
  const ofIPv4 = ownAddresses.filter((address) => !address.includes(":"));
  const ofIPv6 = ownAddresses.filter((address) => address.includes(":"));
  if (hostname === "0.0.0.0") return { here: "127.0.0.1", others: ofIPv4 };
  if (hostname === "::") {
    // elsewhere such a socket takes IPv4, too
    if (os === "windows" || os === "openbsd") return { here: "::1", others: ofIPv6 };
    return { here: "127.0.0.1", others: [...ofIPv4, ...ofIPv6] };
  }
  return isLoopback(hostname)
    ? { here: hostname, others: [] }
    : { here: undefined, others: [hostname] };
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
