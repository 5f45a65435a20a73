/** The functions of how far people have read: SQL. */

import { SAFE } from "./plpgsql.ts";

/** Keeps how far people have read; of each the rooms that were heard of last. No standby is waited for. */
const SAVE_MARKS = `
create function save_marks(_readers text[], _rooms text[], _ids bigint[], _most int)
returns void ${SAFE} as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  insert into mark (reader, room, id)
    select * from unnest(_readers, _rooms, _ids) u (reader, room, id) order by reader, room
    on conflict (reader, room) do update
      set id = greatest(mark.id, excluded.id), at = clock_timestamp();
  delete from mark m using (
    select reader, room, row_number() over (partition by reader order by at desc, room) n
      from mark where reader = any (_readers)) o
    where m.reader = o.reader and m.room = o.room and o.n > _most;
end $$;
`;

/** Forgets how far those have read who were not heard of for so long; at most 10,000 at once. */
const FORGET_MARKS = `
create function forget_marks(_after_ms bigint) returns void ${SAFE} as $$
begin
  delete from mark where (reader, room) in (
    select reader, room from mark where at < clock_timestamp() - _after_ms * interval '1 ms' limit 10000);
end $$;
`;

/** All of them, each after those that it calls. */
export const MARK_FUNCTIONS: readonly string[] = [
  SAVE_MARKS,
  FORGET_MARKS,
];
