/** Files that are named by the descriptor under which they are open. */

/** `/dev/fd/3` and the like. Standard input has other names too, and is read without one. */
const DESCRIPTOR = /^\/(?:dev|proc\/self)\/fd\/[1-9]\d*$/;

/** Whether a path is the name of a descriptor. */
export function isDescriptor(path: string): boolean {
  return DESCRIPTOR.test(path);
}

/**
 * The path of the file that a name such as `/dev/fd/3` stands for; every other path as it is.
 *
 * Deno opens such a name only with all permissions, unless it leads to a pipe. But it follows a link to it.
 */
export async function pathOfDescriptor(path: string): Promise<string> {
  if (!DESCRIPTOR.test(path)) return path;
  const folder = await Deno.makeTempDir({ prefix: "chat-" });
  try {
    const link = `${folder}/fd`;
    await Deno.symlink(path, link);
    return await Deno.realPath(link);
  } catch {
    return path; // a pipe, which can be opened, or nothing: reading it tells
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
