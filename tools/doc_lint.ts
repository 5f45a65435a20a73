/**
 * Checks that what others build on is documented: `deno task doc`. That is the protocol, the runtime, the
 * client's link, and the seams that another implementation can fill.
 *
 * `deno doc --lint` takes a type of a file that it was not given for private. So it is given all files,
 * and what it says of the others is left out.
 *
 * @module
 */

/** The folders and files in which every exported symbol, and every field of it, has its documentation. */
export const PUBLIC: readonly string[] = [
  "protocol/",
  "runtime/",
  "client/link/dial.ts",
  "client/link/dialect.ts",
  "client/link/error_codes.ts",
  "client/link/events.ts",
  "client/link/link.ts",
  "client/link/outbox.ts",
  "client/link/session.ts",
  "client/link/transport.ts",
  "client/memory/files.ts",
  "client/person/view.ts",
  "server/chat/member.ts",
  "server/dialects/dialect.ts",
  "server/net/socket.ts",
  "server/storage/backbone.ts",
  "server/storage/cluster.ts",
  "server/storage/journal.ts",
];

/** The folders whose files are looked at. */
const FOLDERS = ["cli", "client", "i18n", "protocol", "runtime", "server"];

/**
 * The errors in a report of `deno doc --lint` that are about public files, each as it stands there. What
 * overrides something is documented where that is declared, and a constructor with its class.
 */
export function publicErrors(report: string, root: string): string[] {
  return report.split(/^(?=error\[)/m).filter((error) => {
    const [, path = ""] = /^ *--> (.+?):\d+:\d+$/m.exec(error) ?? [];
    if (/^\d+ \| +(?:override |constructor\()/m.test(error)) return false;
    return path.startsWith(root) && PUBLIC.some((part) => path.slice(root.length).startsWith(part));
  });
}

async function sourcesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await sourcesBelow(path));
    else if (name.endsWith(".ts")) found.push(path);
  }
  return found;
}

if (import.meta.main) {
  const files = (await Promise.all(FOLDERS.map(sourcesBelow))).flat();
  const args = ["doc", "--lint", ...files];
  const env = { NO_COLOR: "1" };
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, env }).output();
  const report = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  const errors = publicErrors(report, `${Deno.cwd()}/`);
  for (const error of errors) console.error(error.trimEnd(), "\n");
  console.error(`Checked ${files.length} files: ${errors.length} errors in what others build on`);
  if (errors.length > 0) Deno.exitCode = 1;
}
