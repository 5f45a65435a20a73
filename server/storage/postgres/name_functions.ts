/** The functions of nicknames and their sessions, and of what is sent to them: SQL. */

import { LETTER_ANSWER_MS } from "../../limits.ts";
import { LIVES, SAFE } from "./plpgsql.ts";

/** Gives a new session a nickname: its number; nothing where the nickname is taken. */
const CLAIM = `
create function claim(_node int, _fold text, _capitals text, _nick text, _secret bytea, _person jsonb)
returns bigint ${SAFE} as $$
declare s bigint;
begin
  ${LIVES}
  perform 1 from room where room = 0 for no key update;
  perform 1 from name where fold = _fold or capitals = _capitals;
  if found then return null; end if;
  insert into session (secret) values (_secret) on conflict (secret) do update
    set session = default, used = clock_timestamp() returning session into s;
  insert into name (fold, capitals, nick, node, session, person)
    values (_fold, _capitals, _nick, _node, s, _person);
  perform note(0, 'n', _node, s, _nick, _person);
  return s;
end $$;
`;

/**
 * Goes on with a session: its nickname, and its seat in one room, move to this node. `held`: the
 * nickname was held until now, `seated`: so was the seat. Other seats are given up. No row where another
 * session has the nickname. A session nobody knows begins anew.
 */
const RESUME = `
create function resume(_node int, _room int, _fold text, _capitals text, _nick text, _secret bytea,
  _person jsonb)
returns table (s bigint, held bool, seated bool, away text) ${SAFE} as $$
declare n chat.name; o seat; rooms int[]; p jsonb; left_room int;
begin
  ${LIVES}
  select x.session into s from session x where x.secret = _secret;
  select array_agg(x.room) into rooms from seat x where x.session = s;
  perform 1 from room r where r.room = 0 or r.room = any (rooms) order by r.room for no key update;
  select x.* into n from chat.name x where x.session = s;
  held := coalesce(n.fold = _fold, false);
  if not held then
    seated := false;
    if s is null or n.fold is not null then
      s := claim(_node, _fold, _capitals, _nick, _secret, _person);
    elsif exists (select from chat.name x where x.fold = _fold or x.capitals = _capitals) then
      s := null;
    else
      insert into chat.name (fold, capitals, nick, node, session, person)
        values (_fold, _capitals, _nick, _node, s, _person);
      perform note(0, 'n', _node, s, _nick, _person);
    end if;
    if s is not null then return next; end if;
    return;
  end if;
  for o in select x.* from seat x where x.session = s and x.room <> _room order by x.room loop
    perform note(o.room, 'l', _node, s, o.nick, null);
  end loop;
  delete from seat x where x.session = s and x.room <> _room;
  foreach left_room in array coalesce(rooms, '{}') loop
    if left_room <> _room then perform unseated(left_room, _node, s); end if;
  end loop;
  update seat x set node = _node where x.session = s and x.room = _room;
  seated := found;
  away := n.person ->> 'away';
  p := jsonb_strip_nulls(_person || jsonb_build_object('away', away));
  update name x set node = _node, person = p where x.session = s;
  update session x set used = clock_timestamp() where x.session = s;
  perform note(0, 'v', _node, s, n.nick, p);
  return next;
end $$;
`;

/** Gives a session another nickname; false where it is taken, or the session is not this node's. */
const RENAME = `
create function rename(_node int, _session bigint, _fold text, _capitals text, _nick text)
returns bool ${SAFE} as $$
declare n chat.name;
begin
  ${LIVES}
  perform 1 from room where room = 0 for no key update;
  select * into n from name where session = _session and node = _node;
  if not found then return false; end if;
  update name set fold = _fold, capitals = _capitals, nick = _nick where session = _session;
  perform note(0, 'r', _node, _session, n.nick, jsonb_build_object('to', _nick));
  return true;
exception when unique_violation then
  return false;
end $$;
`;

/** Gives a nickname up; nothing where another node has it by now. */
const RELEASE = `
create function release(_node int, _session bigint) returns void ${SAFE} as $$
declare n chat.name;
begin
  perform 1 from room where room = 0 for no key update;
  delete from name where session = _session and node = _node returning * into n;
  if not found then return; end if;
  update session set used = clock_timestamp() where session = _session;
  perform note(0, 'g', _node, _session, n.nick, null);
end $$;
`;

/** Keeps what is known of a member beside its nickname; nothing where another node has it by now. */
const DESCRIBE = `
create function describe(_node int, _session bigint, _person jsonb) returns void ${SAFE} as $$
declare n chat.name;
begin
  perform 1 from room where room = 0 for no key update;
  update name set person = _person where session = _session and node = _node returning * into n;
  if found then
    perform note(0, 'a', _node, _session, n.nick, _person);
    perform pg_notify('chat', '0');
  end if;
end $$;
`;

/**
 * Sends something to a session at another node: the number of the letter; null where no node has the session.
 * No standby is waited for.
 */
const TELL = `
create function tell(_node int, _session bigint, _body jsonb) returns bigint ${SAFE} as $$
declare n int; l bigint;
begin
  perform set_config('synchronous_commit', 'off', true);
  select node into n from chat.name where session = _session;
  if not found then return null; end if;
  insert into letter (sender, node, session, body) values (_node, n, _session, _body) returning letter into l;
  perform pg_notify('chat', '@' || n);
  return l;
end $$;
`;

/** Takes what was sent to the members of a node. What is older than its sender waits is told to nobody. */
const TAKE_LETTERS = `
create function take_letters(_node int) returns table (l bigint, f int, s bigint, b jsonb) ${SAFE} as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  return query with taken as (delete from letter where node = _node returning *)
    select letter, sender, session, body from taken where sent > clock_timestamp() - interval '${LETTER_ANSWER_MS} ms'
    order by letter;
end $$;
`;

/** Tells a node what has become of its letters. No standby is waited for. */
const ANSWER = `
create function answer(_node int, _letters text) returns void ${SAFE} as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  perform pg_notify('chat', '@' || _node || ' ' || _letters);
end $$;
`;

/**
 * Sessions that the database has lost come back under their numbers, where who asks knows the digest of their
 * secret (else null). What number each of them has now; null where it is not there.
 */
const RESTORE_SESSIONS = `
create function restore_sessions(_sessions bigint[], _secrets bytea[])
returns table (was bigint, is_now bigint) ${SAFE} as $$
begin
  insert into session (session, secret) overriding system value
    select u.s, u.k from unnest(_sessions, _secrets) u (s, k) where u.k is not null order by u.s
    on conflict do nothing;
  return query select u.s, coalesce(own.session, other.session)
    from unnest(_sessions, _secrets) u (s, k) left join session own on own.secret = u.k
    left join session other on u.k is null and other.session = u.s;
end $$;
`;

/** Forgets sessions that nobody has used for so long, and that have no nickname; at most 10,000 at once. */
const FORGET_SESSIONS = `
create function forget_sessions(_after_ms bigint) returns int ${SAFE} as $$
declare n int;
begin
  delete from session where session in (
    select s.session from session s where s.used < clock_timestamp() - _after_ms * interval '1 ms'
      and not exists (select from chat.name x where x.session = s.session)
    limit 10000 for update skip locked);
  get diagnostics n = row_count;
  return n;
end $$;
`;

/** All of them, each after those that it calls. */
export const NAME_FUNCTIONS: readonly string[] = [
  CLAIM,
  RESUME,
  RENAME,
  RELEASE,
  DESCRIBE,
  TELL,
  TAKE_LETTERS,
  ANSWER,
  RESTORE_SESSIONS,
  FORGET_SESSIONS,
];
