/** The functions of nodes: SQL. */

import { SAFE } from "./plpgsql.ts";

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
  update session set used = clock_timestamp() where session in (select session from name where node = _node);
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

/** All of them, each after those that it calls. */
export const NODE_FUNCTIONS: readonly string[] = [
  FORGET,
  REGISTER,
  ADVERTISE,
  BEAT,
  REAP,
  RESIGN,
  BARRIER,
  BEGIN_TIMELINE,
];
