import { Failure } from "../failure.ts";

/** What can be wrong with the options about TLS, the password and the operators. */
export type AccessCode =
  | "cert_without_key"
  | "key_without_cert"
  | "password_exposed"
  | "password_unreadable"
  | "password_empty"
  | "operators_unreadable"
  | "operator_line"
  | "same_port"
  | "port_blocked";

/** The options ask for something unsafe, contradict each other, or name a file that cannot be used. */
export class AccessError<C extends AccessCode = AccessCode> extends Failure<C> {
  override readonly name = "AccessError";
}
