/** TLS as a test speaks it: to whom one pleases, trusting a certificate it has read from a file. */

import { LineClient } from "./lines.ts";
import type { Server } from "./process.ts";

/** Connects a {@linkcode LineClient} over TLS, trusting the certificate in the data folder. */
export async function connectTls({ address, data }: Server): Promise<LineClient> {
  const conn = await Deno.connect(address);
  conn.setNoDelay(true);
  const caCerts = [await Deno.readTextFile(`${data}/tls/cert.pem`)];
  const tls = await Deno.startTls(conn, { hostname: "chat.local", caCerts });
  return new LineClient(tls);
}

/** The fingerprint of the first certificate in a PEM file, as `chat` shows it. */
export async function fingerprintOfPem(path: string): Promise<string> {
  const base64 = (await Deno.readTextFile(path)).split("-----")[2]!.replace(/\s/g, "");
  const der = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", der));
  return `sha256:${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
