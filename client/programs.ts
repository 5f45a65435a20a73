/** The two programs that a person's client may start: a pager and an editor. */

/** Shows a text, or lets the user change it. */
export type ProgramKind = "pager" | "editor";

/** A program that is to have the terminal. */
export interface ProgramRun {
  readonly kind: ProgramKind;
  readonly text: string;
  /** The text with colours, for a pager that is known to show them. */
  readonly coloured?: string;
}

/** How a program ended. */
export type ProgramEnd =
  /** By itself and well; `text` is what the editor has left. */
  | { readonly kind: "ended"; readonly text?: string }
  /** What the editor has left cannot be taken; it stays in the file at `path`. */
  | { readonly kind: "kept"; readonly path: string }
  /** By itself, with a code that tells of a failure. */
  | { readonly kind: "failed"; readonly command: string; readonly code: number }
  /** By a signal, such as `SIGKILL`. */
  | { readonly kind: "killed"; readonly command: string; readonly signal: string }
  /** It was never started: the shell has not found it. */
  | { readonly kind: "missing"; readonly command: string }
  /** The system has refused something: its message, and its code if there is one. */
  | {
    readonly kind: "refused";
    readonly command: string;
    readonly why: string;
    readonly code?: string;
  };

/** Runs such programs, one at a time, and stops those that a shell has started together with this one. */
export interface Programs extends Partial<Job> {
  /**
   * Runs a program in the terminal, which must be free. Resolves when it has ended and the terminal has the
   * modes that it had before; never rejects.
   */
  readonly run: (run: ProgramRun) => Promise<ProgramEnd>;
  /** Ends the program that runs, if one does. */
  readonly stop: () => void;
}

/** What a shell has started: this program, and perhaps another around it. */
export interface Job {
  /** Stops it, until the shell lets it go on. */
  readonly suspend: () => void;
  /** Lets it go on where the system did not stop this program. */
  readonly goOn: () => void;
}
