/** Errors for those who run a server: a code and data; the words are made where they are read. */

import type { FailurePhrases } from "../i18n/en/failures.ts";
import { type Phrases, phrases } from "../i18n/phrases.ts";
import { reasonOf } from "../i18n/reason.ts";

/** What went wrong; each code has its sentence in `i18n/`. */
export type FailureCode = keyof FailurePhrases;

/** What the sentence of a code is told, but for `why`: that is the error's cause. */
export type FailureData<C extends FailureCode> = Told<FailurePhrases[C]>;

type Told<Sentence> = Sentence extends (data: infer D) => string ? Omit<D, "why"> : never;

/** Something that those who run the server can mend. Its message is the English sentence, for logs. */
export class Failure<C extends FailureCode = FailureCode> extends Error {
  override readonly name: string = "Failure";
  readonly code: C;
  readonly data: FailureData<C>;

  constructor(code: C, data: FailureData<C>, options?: ErrorOptions) {
    super(sentence(code, data, options?.cause, phrases("en")), options);
    this.code = code;
    this.data = data;
  }

  /** What went wrong, in the language of `say`. */
  inWords(say: Phrases): string {
    return sentence(this.code, this.data, this.cause, say);
  }
}

function sentence(code: FailureCode, data: object, cause: unknown, say: Phrases): string {
  const tell = say.failures[code] as (data: object) => string;
  return tell({ ...data, why: reasonOf(cause, say.reasons) });
}
