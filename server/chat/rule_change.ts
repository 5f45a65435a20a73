/** The rules of a room by their names, and a change of one. */

/** A rule that is on or off. */
export type Flag =
  | "inviteOnly"
  | "moderated"
  | "membersOnly"
  | "hidden"
  | "topicLocked"
  | "noCtcp";

/** The rules that have a parameter. */
export type RuleWithParam =
  | "operators"
  | "voiced"
  | "bans"
  | "banExceptions"
  | "inviteExceptions"
  | "key"
  | "limit";

/** One change. */
export interface RuleChange {
  readonly on: boolean;
  readonly rule: Flag | RuleWithParam;
  /** The mask, the key, the limit, or the nickname. */
  readonly param?: string | undefined;
}
