/**
 * The servers that were joined with TLS, and their fingerprints: a text file, one
 * `host:port fingerprint` a line, like the `known_hosts` of ssh.
 */

import { folderFor, type Platform } from "../../runtime/platform_folders.ts";
import { addressOf } from "../../protocol/host.ts";
import { type Fingerprint, parseFingerprint } from "../../protocol/fingerprint.ts";
import type { KnownServer } from "../link/dial.ts";
import type { Files } from "./files.ts";
import { MAX_KNOWN_SERVERS_BYTES } from "../limits.ts";

/** Where they are saved; `undefined` where no home is known. */
export function knownServersFile(platform: Platform): string | undefined {
  const folder = folderFor("state", platform);
  return folder && `${folder}/known_servers`;
}

/** What is known of the server at `host` and `port`. Nothing is saved where `path` is undefined. */
export function knownServer(
  files: Pick<Files, "read" | "replace">,
  path: string | undefined,
  host: string,
  port: number,
): KnownServer {
  const name = serverName(host, port);
  let remembered: Fingerprint | undefined;
  const read = async () =>
    path === undefined ? "" : await files.read(path, MAX_KNOWN_SERVERS_BYTES) ?? "";
  return {
    path,
    recall: async () => remembered ?? find(await read(), name),
    remember: async (fingerprint) => {
      remembered = fingerprint;
      if (path !== undefined) await files.replace(path, add(await read(), name, fingerprint));
    },
  };
}

/** The name of a server in the file. */
export function serverName(host: string, port: number): string {
  return addressOf(host.toLowerCase(), port);
}

function find(text: string, name: string): Fingerprint | undefined {
  for (const line of text.split("\n")) {
    const [server, fingerprint = ""] = line.trim().split(/\s+/);
    // a damaged line must not look like a server never seen
    if (server?.toLowerCase() === name) return parseFingerprint(fingerprint) ?? NEVER;
  }
  return undefined;
}

/** The fingerprint of no certificate. */
const NEVER: Fingerprint = "sha256:unreadable";

function add(text: string, name: string, fingerprint: Fingerprint): string {
  const others = text.split("\n").filter((line) =>
    line.trim() !== "" && line.trim().split(/\s+/)[0]?.toLowerCase() !== name
  );
  return [...others, `${name} ${fingerprint}`, ""].join("\n");
}
