/** The files of a room's log: one after the other, each named after the first id in it. */

/** One file of a log. */
export interface Segment {
  /** Messages in it have this id or a later one. */
  readonly first: number;
  readonly path: string;
}

const NAME = /^(\d{20})\.ndjson$/;

/** The file in `folder` that begins with message `first`. */
export function segmentAt(folder: string, first: number): Segment {
  return { first, path: `${folder}/${String(first).padStart(20, "0")}.ndjson` };
}

/** The files of a log, oldest first; whatever else lies in the folder is left alone. */
export async function listSegments(folder: string): Promise<Segment[]> {
  const firsts: number[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const first = Number(entry.isFile ? NAME.exec(entry.name)?.[1] : undefined);
    if (Number.isSafeInteger(first)) firsts.push(first);
  }
  return firsts.sort((a, b) => a - b).map((first) => segmentAt(folder, first));
}
