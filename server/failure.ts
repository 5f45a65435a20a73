/** Errors for the operator: a code and data. The sentence is made in the language of who reads it. */

import { type FailurePhrases, failures } from "../i18n/en/failures.ts";
import { reasons } from "../i18n/en/system_errors.ts";
import type { Phrases } from "../i18n/phrases.ts";
import { reasonOf } from "../i18n/reason.ts";

/** What the sentence of an error is made of. */
type Say = Pick<Phrases, "failures" | "reasons">;

/** For logs, whatever the operator's language is. */
const ENGLISH: Say = { failures, reasons };

/** What went wrong; each code has its sentence in `i18n/`. */
export type FailureCode = keyof FailurePhrases;

/** The data of a code: the parameters of its sentence without `why`, which comes from the cause. */
export type FailureData<C extends FailureCode> = Told<FailurePhrases[C]>;

type Told<Sentence> = Sentence extends (data: infer D) => string ? Omit<D, "why"> : never;

/** An error that the operator can fix. Its message is the English sentence, for logs. */
export class Failure<C extends FailureCode = FailureCode> extends Error {
  override readonly name: string = "Failure";
  readonly code: C;
  readonly data: FailureData<C>;

  constructor(code: C, data: FailureData<C>, options?: ErrorOptions) {
    super(sentence(code, data, options?.cause, ENGLISH), options);
    this.code = code;
    this.data = data;
  }

  /** What went wrong, in the language of `say`. */
  inWords(say: Say): string {
    return sentence(this.code, this.data, this.cause, say);
  }
}

function sentence(code: FailureCode, data: object, cause: unknown, say: Say): string {
  const tell = say.failures[code] as (data: object) => string;
  return tell({ ...data, why: reasonOf(cause, say.reasons) });
}
