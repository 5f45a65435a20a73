/** What other rules change: for those who are told of each change. Pure. */

import type { Masks } from "./masks.ts";
import type { MemberSet } from "./member_set.ts";
import type { RuleChange } from "./rule_change.ts";
import type { Rules } from "./rules.ts";

/** What is other in `after` than in `before`. Sessions whose nickname is not known are left out. */
export function rulesDiff(
  before: Rules,
  after: Rules,
  nickOf: (session: number) => string | undefined,
): RuleChange[] {
  const changes: RuleChange[] = [];
  const compare = <T>(
    rule: RuleChange["rule"],
    [old, now]: readonly [Iterable<T>, Iterable<T>],
    paramOf: (value: T) => string | undefined = () => undefined,
  ) => {
    const [was, is] = [new Set(old), new Set(now)];
    for (const value of was.difference(is)) {
      changes.push({ on: false, rule, param: paramOf(value) });
    }
    for (const value of is.difference(was)) changes.push({ on: true, rule, param: paramOf(value) });
  };
  for (const flag of new Set([...before.flags, ...after.flags])) {
    const on = after.flags.has(flag);
    if (on !== before.flags.has(flag)) changes.push({ on, rule: flag });
  }
  const masksOf = ({ all }: Masks) => all.map(({ mask }) => mask);
  for (const rule of ["bans", "banExceptions", "inviteExceptions"] as const) {
    compare(rule, [masksOf(before[rule]), masksOf(after[rule])], (mask) => mask);
  }
  const known = ({ sessions }: MemberSet) => sessions.filter((one) => nickOf(one) !== undefined);
  for (const rule of ["operators", "voiced"] as const) {
    compare(rule, [known(before[rule]), known(after[rule])], nickOf);
  }
  if (before.key !== after.key) {
    changes.push({ on: after.key !== undefined, rule: "key", param: after.key ?? before.key });
  }
  if (before.limit !== after.limit) {
    const param = after.limit === undefined ? undefined : `${after.limit}`;
    changes.push({ on: param !== undefined, rule: "limit", param });
  }
  return changes;
}
