/** The files that the command line names. */

import { pathOfDescriptor } from "../runtime/descriptor_path.ts";

/** The flags with these files named by paths: a worker may not open every name of a descriptor. */
export async function withPaths<
  N extends string,
  F extends Readonly<Record<N, string | undefined>>,
>(
  flags: F,
  names: readonly N[],
): Promise<F> {
  const paths: Partial<Record<N, string>> = {};
  for (const name of names) {
    const path = flags[name];
    if (path !== undefined) paths[name] = await pathOfDescriptor(path);
  }
  return { ...flags, ...paths };
}
