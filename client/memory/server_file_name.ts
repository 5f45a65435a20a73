/** The name of a file about one server, safe on every system. */
export function serverFileName(host: string, port: number, extension: string): string {
  const safe = host.toLowerCase().replace(/[^\p{L}\p{N}.-]/gu, "-").slice(0, 100);
  return `${safe}_${port}.${extension}`;
}
