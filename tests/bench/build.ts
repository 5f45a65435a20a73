/**
 * Compiles the C programs of the bench into a folder of its own, once per change.
 *
 * @module
 */

/** Where compiled programs and the servers' data live; on the disk of the project, not in memory. */
export const CACHE = new URL(".cache/", import.meta.url);

const LOAD = ["load.c", "options.c", "wire.c", "web.c", "stream.c", "send.c", "gauge.c"];
const PROGRAMS = {
  load: { files: [...LOAD, "transport.c"], libraries: [] },
  "load-tls": { files: [...LOAD, "transport_tls.c"], libraries: ["-lssl", "-lcrypto"] },
  rooms: { files: ["rooms.c", "gauge.c"], libraries: [] },
  copy: { files: ["copy.c"], libraries: [] },
};

async function modified(url: URL): Promise<number> {
  try {
    return (await Deno.stat(url)).mtime?.getTime() ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

/**
 * Compiles one of the programs if a source is newer than it; returns its path.
 *
 * @throws {Error} When there is no C compiler, or it finds an error.
 */
export async function build(name: keyof typeof PROGRAMS): Promise<string> {
  await Deno.mkdir(CACHE, { recursive: true });
  const { files, libraries } = PROGRAMS[name];
  const sources = files.map((file) => new URL(file, import.meta.url));
  const target = new URL(name, CACHE);
  const inputs = [...sources, new URL("load.h", import.meta.url)];
  const newest = Math.max(...await Promise.all(inputs.map(modified)));
  if (newest < await modified(target)) return target.pathname;
  const inputPaths = sources.map((source) => source.pathname);
  const { success, stderr } = await new Deno.Command("cc", {
    args: ["-Wall", "-Wextra", "-O2", "-o", target.pathname, ...inputPaths, ...libraries],
  }).output();
  if (!success) throw new Error(`Cannot compile ${name}: ${new TextDecoder().decode(stderr)}`);
  return target.pathname;
}
