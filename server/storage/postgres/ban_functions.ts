/** The functions of bans: SQL. */

import { LIVES, SAFE } from "./plpgsql.ts";

/** Keeps a ban, in place of an earlier one of the same; false where there are too many. */
const ADD_BAN = `
create function add_ban(_node int, _key text, _body jsonb, _max int) returns bool ${SAFE} as $$
begin
  ${LIVES}
  perform 1 from room where room = 0 for no key update;
  delete from ban where (body ->> 'until')::timestamptz <= clock_timestamp();
  if (select count(*) from ban where key <> _key) >= _max then return false; end if;
  delete from ban where key = _key;
  insert into ban (key, body) values (_key, _body);
  perform note(0, 'b', _node, 0, '', _body);
  perform pg_notify('chat', '0');
  return true;
end $$;
`;

/** Lifts bans. */
const REMOVE_BANS = `
create function remove_bans(_node int, _keys text[]) returns void ${SAFE} as $$
declare b ban;
begin
  ${LIVES}
  perform 1 from room where room = 0 for no key update;
  for b in delete from ban where key = any (_keys) returning * loop
    perform note(0, 'u', _node, 0, '', b.body);
  end loop;
  perform pg_notify('chat', '0');
end $$;
`;

/** All of them, each after those that it calls. */
export const BAN_FUNCTIONS: readonly string[] = [
  ADD_BAN,
  REMOVE_BANS,
];
