/** How a statement fails: the server has answered, or nobody knows what has become of it. */

/** SQLSTATE classes of answers that say for certain that nothing was done; others may pass by themselves. */
const CERTAIN = /^(22|23|42|P0|CH)/;

/** What PostgreSQL calls a wait for a standby that was cancelled: the commit is not on two disks. */
export const CANCELLED_WAIT = "01000";

/** The server has refused a statement: nothing was done. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** SQLSTATE. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Nothing is known of the outcome of a statement, or no server of the database can be used now. */
export class Lost extends Error {
  override readonly name = "Lost";
}

/** Whether a server has answered with an error, whatever it means. */
export function isAnswer(cause: unknown): boolean {
  const { severity } = cause as { severity?: unknown };
  return typeof severity === "string";
}

/** What a rejected statement means. */
export function meaningOf(cause: unknown): Refusal | Lost {
  const { code, message } = cause as { code?: unknown; message?: unknown };
  if (typeof code === "string" && CERTAIN.test(code)) return new Refusal(code, `${message}`);
  return new Lost(`${message}`, { cause });
}
