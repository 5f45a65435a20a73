/** What the server prints when it listens: the exact commands for joining. */

import { isLoopback } from "../protocol/address.ts";
import type { ServerPhrases } from "../i18n/en/server.ts";
import { addressOf } from "../protocol/host.ts";

/** What the banner tells. */
export interface BannerFacts {
  readonly hostname: string;
  readonly port: number;
  readonly data: string;
  /** The port for IRC clients, if there is one. */
  readonly ircPort?: number | undefined;
  /** Present when there is a port for browsers. */
  readonly webPort?: number | undefined;
  /** Draws an address as a QR code. Present when that is wanted. */
  readonly qr?: ((url: string) => string) | undefined;
  /** Addresses of this machine that others could use. */
  readonly ownAddresses: readonly string[];
  /** The system, as Deno names it. */
  readonly os: string;
  /** How the program was called. Who has it from the same place calls it the same. */
  readonly program: string;
  /** The fingerprint of the certificate, if the server speaks TLS. */
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
  if (facts.webPort !== undefined) lines.push(...webLines(facts, facts.webPort, phrases));
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

/** The addresses of the page, and a QR code of one that phones can reach. */
function webLines(facts: BannerFacts, port: number, phrases: ServerPhrases): string[] {
  const { fingerprint, qr } = facts;
  const { here, others } = addressesOf(facts);
  const scheme = fingerprint === undefined ? "http" : "https";
  // a URL has no default port, and no zone
  const urlOf = (host: string) =>
    URL.parse(`${scheme}://${addressOf(host.replace(/%.*$/, ""), port)}/`)!.href;
  const hosts = here === undefined ? others : [here, ...others];
  const lines = [phrases.bannerWeb, ...hosts.map((host) => `    ${urlOf(host)}`)];
  if (qr === undefined) return lines;
  const [first] = others;
  return first === undefined
    ? [...lines, phrases.bannerNoQr]
    : [...lines, phrases.bannerQr, qr(urlOf(first))];
}

/** The command for irssi: for a shell, or with a self-signed certificate for irssi itself. */
function ircCommand(address: string, port: number, fingerprint: string | undefined): string {
  return fingerprint === undefined
    ? `irssi -c ${address} -p ${port}`
    : `/connect -tls -notls_verify ${address} ${port}`;
}

/** How the process was started. */
export interface ProgramFacts {
  /** Whether it is a compiled executable. */
  readonly standalone: boolean;
  /** The path of the executable. */
  readonly execPath: string;
  /** The version of Deno, such as `2.9.6`. */
  readonly version: string;
}

/** The words of the command line before `serve` or `join`. */
export function programOf({ standalone, execPath, version }: ProgramFacts): string {
  if (standalone) return "chat";
  // npx puts packages there, outside of PATH
  const isFetched = /[\\/]_npx[\\/]/.test(execPath);
  return isFetched ? `npx -y deno@${version} task chat` : "deno task chat";
}
