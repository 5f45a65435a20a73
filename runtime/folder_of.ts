/** Where a file is. */

/**
 * The folder of a file, up to its last separator: `a/` of `a/b`, `/` of `/b`, `.` of `b`.
 *
 * A client needs no more of a path than this before it asks for a nickname, and `node:path` costs each thread
 * 5 ms.
 *
 * @param os The system, as in `Deno.build.os`: on Windows both slashes separate.
 */
export function folderOf(path: string, os: string = Deno.build.os): string {
  const end = os === "windows" ? /^.*[\\/]/s : /^.*\//s;
  return end.exec(path)?.[0] ?? ".";
}
