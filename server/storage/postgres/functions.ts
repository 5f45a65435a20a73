/** The functions of nodes, names and rooms: SQL. Each is one round trip and one transaction. */

import { BLOCK_MESSAGES } from "./words.ts";

/** How each of them runs: as the owner of the tables, and with no other schema in sight. */
const SAFE = `language plpgsql security definer set search_path = chat, pg_temp`;

const NOW_MS = `(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** Adds an event that no node has asked for: to the log of names, or where somebody is gone. */
const NOTE = `
create function note(_room int, _kind text, _node int, _session bigint, _nick text, _extra jsonb)
returns void ${SAFE} as $$
declare r room;
begin
  update room set pos = pos + 1, ms = greatest(ms + 1, ${NOW_MS}) where room = _room returning * into r;
  insert into event (room, pos, ms, kind, node, seq, session, nick, cid, extra)
    values (_room, r.pos, r.ms, _kind::"char", _node, 0, _session, _nick, ' @' || r.pos, _extra);
end $$;
`;

/** What is decided in a room from now on, and nothing where that is null. What held before is told no more. */
const RULE = `
create function rule(_room int, _node int, _session bigint, _nick text, _rules jsonb)
returns void ${SAFE} as $$
begin
  update event set extra = null
    where room = _room and kind = 'u' and pos = (select rules_pos from room where room = _room);
  perform note(_room, 'u', _node, _session, _nick, jsonb_build_object('rules', _rules));
  update room set rules = _rules, rules_pos = pos where room = _room;
end $$;
`;

/** A seat is given up: so are its rights, and with the last one all that was decided. */
const UNSEATED = `
create function unseated(_room int, _node int, _session bigint) returns void ${SAFE} as $$
declare r jsonb; s text := _session::text;
begin
  select rules into r from room where room = _room;
  if r is null then return; end if;
  if not exists (select from seat where room = _room) then
    perform rule(_room, _node, _session, '', null);
  elsif r -> 'operators' ? s or r -> 'voiced' ? s then
    perform rule(_room, _node, _session, '', (r #- array['operators', s] #- array['voiced', s]) || '{"by": ""}');
  end if;
end $$;
`;

/** Those of some sessions that have a seat in a room: keys of an object. */
const SEATED = `
create function seated(_room int, _sessions jsonb) returns jsonb ${SAFE} as $$
begin
  return (select coalesce(jsonb_object_agg(k, 1), '{}') from jsonb_object_keys(_sessions) k
    where exists (select from seat where room = _room and session = k::bigint));
end $$;
`;

/**
 * Decides in a room what was made from the rules of position _from. Not done where others have decided
 * since: what holds then comes back. In a room without seats nothing is decided.
 */
const SET_RULES = `
create function set_rules(_node int, _room int, _session bigint, _nick text, _rules jsonb, _from bigint)
returns table (done bool, at bigint, holds jsonb) ${SAFE} as $$
declare r room;
begin
  perform 1 from node where node = _node for key share;
  if not found then raise 'fenced' using errcode = 'CH001'; end if;
  select * into r from room where room = _room for no key update;
  done := r.rules_pos = _from;
  if done and exists (select from seat where room = _room) then
    perform rule(_room, _node, _session, _nick, _rules
      || jsonb_build_object('operators', seated(_room, _rules -> 'operators'))
      || jsonb_build_object('voiced', seated(_room, _rules -> 'voiced')));
    perform pg_notify('chat', _room::text);
    select * into r from room where room = _room;
  end if;
  at := r.rules_pos;
  holds := r.rules;
  return next;
end $$;
`;

/** Removes a node: `left` for who was there, its names free. The caller has locked its row. */
const FORGET = `
create function forget(_node int) returns void ${SAFE} as $$
declare s record;
begin
  perform 1 from room where room = 0 for no key update;
  perform 1 from room where room in (select room from seat where node = _node) order by room
    for no key update;
  for s in delete from seat where node = _node returning * loop
    perform note(s.room, 'l', _node, s.session, s.nick, '{"quit": true}');
    perform unseated(s.room, _node, s.session);
  end loop;
  for s in select * from name where node = _node order by fold loop
    perform note(0, 'g', _node, s.session, s.nick, null);
  end loop;
  delete from letter where node = _node;
  delete from node where node = _node;
end $$;
`;

/** A number for a server that starts. What is left of the run before it in the same folder goes. */
const REGISTER = `
create function register(_boot uuid, _home uuid, _name text)
returns int ${SAFE} as $$
declare n int;
begin
  select node into n from node where boot = _boot;
  if found then return n; end if;
  for n in select node from node where home = _home for update loop perform forget(n); end loop;
  insert into node (boot, home, name, beat)
    values (_boot, _home, _name, clock_timestamp()) returning node into n;
  return n;
end $$;
`;

/** Where clients reach a node; null: nowhere. */
const ADVERTISE = `
create function advertise(_node int, _place jsonb) returns void ${SAFE} as $$
begin
  update node set place = _place where node = _node;
end $$;
`;

/** The node lives. CH001: it does not any more. */
const BEAT = `
create function beat(_node int) returns void ${SAFE} as $$
begin
  update node set beat = clock_timestamp() where node = _node;
  if not found then raise 'fenced' using errcode = 'CH001'; end if;
end $$;
`;

/** Removes nodes that have been silent for too long; their names. */
const REAP = `
create function reap(_after_ms int) returns setof text ${SAFE} as $$
declare n node;
begin
  for n in select * from node where beat < clock_timestamp() - _after_ms * interval '1 ms'
    order by node for update skip locked
  loop
    perform forget(n.node);
    return next n.name;
  end loop;
end $$;
`;

/**
 * A node stops in order. Its members have a while to go on at another node, which takes their names and
 * seats over; the others remove what is left then.
 */
const RESIGN = `
create function resign(_node int, _silent_ms int) returns void ${SAFE} as $$
begin
  update node set place = null, beat = clock_timestamp() - _silent_ms * interval '1 ms'
    where node = _node;
end $$;
`;

/** Gives a new session a nickname: its number; nothing where the nickname is taken. */
const CLAIM = `
create function claim(_node int, _fold text, _capitals text, _nick text, _secret bytea, _person jsonb)
returns bigint ${SAFE} as $$
declare s bigint;
begin
  perform 1 from node where node = _node for key share;
  if not found then raise 'fenced' using errcode = 'CH001'; end if;
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
  perform 1 from node where node = _node for key share;
  if not found then raise 'fenced' using errcode = 'CH001'; end if;
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
  perform 1 from node where node = _node for key share;
  if not found then raise 'fenced' using errcode = 'CH001'; end if;
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

/** Keeps a ban, in place of an earlier one of the same; false where there are too many. */
const ADD_BAN = `
create function add_ban(_node int, _key text, _body jsonb, _max int) returns bool ${SAFE} as $$
begin
  perform 1 from node where node = _node for key share;
  if not found then raise 'fenced' using errcode = 'CH001'; end if;
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
  perform 1 from node where node = _node for key share;
  if not found then raise 'fenced' using errcode = 'CH001'; end if;
  perform 1 from room where room = 0 for no key update;
  for b in delete from ban where key = any (_keys) returning * loop
    perform note(0, 'u', _node, 0, '', b.body);
  end loop;
  perform pg_notify('chat', '0');
end $$;
`;

/** Gives a nickname up; nothing where another node has it by now. */
const RELEASE = `
create function release(_node int, _session bigint) returns void ${SAFE} as $$
declare n chat.name;
begin
  perform 1 from room where room = 0 for no key update;
  delete from name where session = _session and node = _node returning * into n;
  if found then perform note(0, 'g', _node, _session, n.nick, null); end if;
end $$;
`;

/** Sends something to a session at another node; false where no node has it. No standby is waited for. */
const TELL = `
create function tell(_session bigint, _body jsonb) returns bool ${SAFE} as $$
declare n int;
begin
  perform set_config('synchronous_commit', 'off', true);
  select node into n from chat.name where session = _session;
  if not found then return false; end if;
  insert into letter (node, session, body) values (n, _session, _body);
  perform pg_notify('chat', '@' || n);
  return true;
end $$;
`;

/** Takes what was sent to the members of a node. */
const TAKE_LETTERS = `
create function take_letters(_node int) returns table (s bigint, b jsonb) ${SAFE} as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  return query with taken as (delete from letter where node = _node returning *)
    select session, body from taken where sent > clock_timestamp() - interval '10 s' order by letter;
end $$;
`;

/** The number of a room, which is made where there is none. */
const OPEN_ROOM = `
create function open_room(_name text) returns int ${SAFE} as $$
declare r int;
begin
  select room into r from room where name = _name;
  if found then return r; end if;
  insert into room (name) values (_name) on conflict do nothing returning room into r;
  if not found then select room into r from room where name = _name; end if;
  return r;
end $$;
`;

/**
 * Its commit returns when a standby has all that can be seen here: what another process has committed and
 * waits for may be seen after a restart, before a standby has it.
 */
const BARRIER = `
create function barrier() returns void ${SAFE} as $$
begin
  update tick set n = n + 1;
end $$;
`;

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

/** Keeps the words of a block of messages, with spaces between them. No standby is waited for: what is lost is written anew. */
const SAVE_WORDS = `
create function save_words(_room int, _block bigint, _rules int, _words text) returns void ${SAFE} as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  insert into words (room, block, rules, words) values (_room, _block, _rules, array_to_tsvector(string_to_array(_words, ' ')))
    on conflict (room, block) do update set rules = excluded.rules, words = excluded.words;
end $$;
`;

/**
 * Called before the first use of a server that was promoted. What the one before it has given out and this
 * one does not know of may be a number of a node, a session or a room: none of them is given out a second time.
 */
const BEGIN_TIMELINE = `
create function begin_timeline(_timeline bigint) returns void ${SAFE} as $$
declare was bigint; t text;
begin
  select timeline into was from meta for no key update;
  if _timeline <= was then return; end if;
  update meta set timeline = _timeline;
  -- the first one: nothing was given out before it
  if was = 0 then return; end if;
  foreach t in array array['session', 'node', 'room'] loop
    perform setval(s, nextval(s) + 10000) from (select pg_get_serial_sequence('chat.' || t, t)::regclass s) q;
  end loop;
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

/** Gives logs that have lost events new names, once each: who has read more there is told so. */
const RENEW_LOGS = `
create function renew_logs(_rooms int[], _logs text[]) returns void ${SAFE} as $$
declare i int;
begin
  for i in select u.i from unnest(_rooms) with ordinality u (room, i) order by u.room loop
    update room set log = gen_random_uuid() where room = _rooms[i] and log::text = _logs[i];
  end loop;
end $$;
`;

/** Removes old events of a room, at most 10,000 at once; how many. */
const FORGET_EVENTS = `
create function forget_events(_room int, _before_ms bigint, _keep bigint) returns int ${SAFE} as $$
declare n int;
begin
  if not pg_try_advisory_xact_lock(hashtext('chat'), _room) then return 0; end if;
  delete from event where room = _room and pos in (
    select e.pos from event e where e.room = _room and e.ms < _before_ms
      and e.pos <= (select r.pos - _keep from room r where r.room = _room)
    order by e.pos limit 10000);
  get diagnostics n = row_count;
  delete from words w where w.room = _room and w.block < (select (e.id - 1) / ${BLOCK_MESSAGES} from event e
    where e.room = _room and e.id is not null order by e.id limit 1);
  return n;
end $$;
`;

/** All of them, each after those that it calls. */
export const FUNCTIONS = [
  ...[NOTE, RULE, UNSEATED, SEATED, FORGET, REGISTER, ADVERTISE, BEAT, REAP, RESIGN],
  ...[CLAIM, RESUME, RENAME, RELEASE, SET_RULES, DESCRIBE, ADD_BAN, REMOVE_BANS],
  ...[TELL, TAKE_LETTERS, OPEN_ROOM, BARRIER, BEGIN_TIMELINE, RESTORE_SESSIONS, RENEW_LOGS],
  ...[FORGET_EVENTS, SAVE_MARKS, FORGET_MARKS, SAVE_WORDS],
].join("");
