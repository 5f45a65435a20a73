/** The database of a cluster cannot be used: errors for the operator. */

import { Failure } from "../../failure.ts";

/** Why a database cannot be used; each code has its sentence in `i18n/`. */
export type UnusableCode =
  | "database_unreachable"
  | "no_primary"
  | "database_old"
  | "database_encoding"
  | "database_setting"
  | "session_settings"
  | "database_pooled"
  | "standby_unnamed"
  | "standby_missing"
  | "statistics_hidden"
  | "schema_missing"
  | "schema_old"
  | "rights_missing"
  | "notifications_missing"
  | "database_password_empty"
  | "database_file_unreadable"
  | "init_failed"
  | "keep_by_size"
  | "node_address";

/** A cluster cannot be used as it is. */
export class UnusableDatabase<C extends UnusableCode = UnusableCode> extends Failure<C> {
  override readonly name = "UnusableDatabase";
}
