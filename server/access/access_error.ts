import { Failure } from "../failure.ts";

/** What can be wrong with what the command line says of TLS, the password and the operators. */
export type AccessCode =
  | "cert_without_key"
  | "key_without_cert"
  | "password_exposed"
  | "password_unreadable"
  | "password_empty"
  | "operators_unreadable"
  | "operator_line";

/** The command line asks for something that is not safe, does not go together or cannot be read. */
export class AccessError<C extends AccessCode = AccessCode> extends Failure<C> {
  override readonly name = "AccessError";
}
