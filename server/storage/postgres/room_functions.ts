/** The functions of rooms, their rules, and the words of their messages: SQL. */

import { LIVES, NOW_MS, SAFE } from "./plpgsql.ts";
import { BLOCK_MESSAGES } from "./words.ts";

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
  ${LIVES}
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

/**
 * Removes old events of a room, at most 10,000 at once; how many. They are old by two clocks, that of the node
 * and that of the database: what one of them says wrong cannot be undone.
 */
const FORGET_EVENTS = `
create function forget_events(_room int, _now_ms bigint, _after_ms bigint, _keep bigint) returns int ${SAFE} as $$
declare n int; before_ms bigint := least(_now_ms, ${NOW_MS}) - _after_ms;
begin
  if not pg_try_advisory_xact_lock(hashtext('chat'), _room) then return 0; end if;
  delete from event where room = _room and pos in (
    select e.pos from event e where e.room = _room and e.ms < before_ms
      and e.pos <= (select r.pos - _keep from room r where r.room = _room)
    order by e.pos limit 10000);
  get diagnostics n = row_count;
  delete from words w where w.room = _room and w.block < (select (e.id - 1) / ${BLOCK_MESSAGES} from event e
    where e.room = _room and e.id is not null order by e.id limit 1);
  return n;
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

/** All of them, each after those that it calls. */
export const ROOM_FUNCTIONS: readonly string[] = [
  NOTE,
  RULE,
  UNSEATED,
  SEATED,
  SET_RULES,
  OPEN_ROOM,
  RENEW_LOGS,
  FORGET_EVENTS,
  SAVE_WORDS,
];
