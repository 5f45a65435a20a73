/** How this program was called: whoever joins calls theirs so, if they came by it the same way. */

/** What the process knows of itself. */
export interface ProgramFacts {
  /** Whether it is an executable of its own. */
  readonly standalone: boolean;
  /** Where the program lies that runs this. */
  readonly execPath: string;
  /** Of Deno, such as `2.9.6`. */
  readonly version: string;
}

/** The words of the command line before `serve` or `join`. */
export function programOf({ standalone, execPath, version }: ProgramFacts): string {
  if (standalone) return "chat";
  // what npx has fetched lies there, and is on nobody's PATH
  const isFetched = /[\\/]_npx[\\/]/.test(execPath);
  return isFetched ? `npx -y deno@${version} task chat` : "deno task chat";
}
