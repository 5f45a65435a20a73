/** The function that stores what is said, and all else that happens in rooms: SQL. */

/**
 * Stores drafts of one node, of any rooms, in their order. `_first` is the number of the first draft: a
 * batch that is sent again is stored once. A draft whose `cid` its session has used before in that room
 * is not stored again; its row has `was`, and so has a `left` of a session that goes on at another node.
 *
 * Errors: CH001 the node is not alive any more; CH002 earlier batches of the node, or a room, are not in this
 * database; CH003 the arrays differ in length.
 *
 * Rows are locked in one order everywhere: node, rooms by number, names, seats.
 */
export const SAY = `
create function say(_node int, _first bigint, _rooms int[], _kinds text[], _sessions bigint[],
  _nicks text[], _cids text[], _texts text[], _extras jsonb[])
returns table (i int, p bigint, mid bigint, t bigint, was bool)
language plpgsql security definer set search_path = chat, pg_temp
-- a session that made its plan on an empty table keeps it: without these it reads the whole table
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
#variable_conflict use_column
declare
  n int := cardinality(_rooms);
  d bigint;
  rs int[]; ps bigint[]; ls bigint[]; ts bigint[];
  clk bigint;
begin
  if not n = all (array[cardinality(_kinds), cardinality(_sessions), cardinality(_nicks),
    cardinality(_cids), cardinality(_texts), cardinality(_extras)])
  then raise 'arrays differ' using errcode = 'CH003'; end if;
  select done into d from node where node.node = _node for no key update;
  if not found then raise 'fenced' using errcode = 'CH001'; end if;
  if d >= _first + n - 1 then
    return query select u.i::int, coalesce(e.pos, 0), e.id, coalesce(e.ms, 0),
        coalesce(e.node <> _node or e.seq <> _first + u.i - 1, true)
      from unnest(_rooms, _sessions, _cids) with ordinality u (r, s, c, i)
      left join event e on e.room = u.r and e.session = u.s and e.cid = u.c;
    return;
  end if;
  if d <> _first - 1 then raise 'gap after %', d using errcode = 'CH002'; end if;
  update node set done = _first + n - 1, beat = clock_timestamp() where node.node = _node;
  select array_agg(q.room), array_agg(q.pos), array_agg(q.last), array_agg(q.ms) into rs, ps, ls, ts
    from (select room, pos, last, ms from room where room = any (_rooms) order by room
      for no key update) q;
  if (select count(distinct r) from unnest(_rooms) r) > coalesce(cardinality(rs), 0)
  then raise 'no such room' using errcode = 'CH002'; end if;
  clk := (extract(epoch from clock_timestamp()) * 1000)::bigint;
  return query with
  l as (select * from unnest(rs, ps, ls, ts) l (room, pos, last, ms)),
  d as (select u.*, l.pos p0, l.last l0, greatest(clk, l.ms + 1) m0, e.pos epos, e.id eid, e.ms ems
    from unnest(_rooms, _kinds, _sessions, _nicks, _cids, _texts, _extras) with ordinality
      u (room, k, s, nk, c, x, ex, i)
    join l using (room)
    left join event e on e.room = u.room and e.session = u.s and e.cid = u.c),
  -- who goes on at another node does not leave here
  away as (select d.i from d join seat on seat.room = d.room and seat.session = d.s
    where d.k = 'l' and seat.node <> _node),
  f as (select d.*, row_number() over w rn, count(*) filter (where k = 'm') over w mn
    from d where epos is null and i not in (table away)
    window w as (partition by room order by i)),
  ins as (insert into event (room, pos, id, ms, kind, node, seq, session, nick, cid, text, extra)
    select room, p0 + rn, case when k = 'm' then l0 + mn end, m0 + rn - 1, k::"char", _node,
      _first + i - 1, s, nk, c, x, ex
    from f returning room, pos, id, ms, seq),
  up as (update room r set pos = a.pos, last = coalesce(a.id, r.last), ms = a.ms
    from (select room, max(pos) pos, max(id) id, max(ms) ms from ins group by 1) a
    where r.room = a.room)
  select (ins.seq - _first + 1)::int, ins.pos, ins.id, ins.ms, false from ins
  union all select d.i::int, d.epos, d.eid, d.ems, true from d where epos is not null
  union all select away.i::int, 0, null, 0, true from away;
  if _kinds && '{j,l,r,t}'::text[] then
    perform follow_presence(_node, _first, _rooms, _kinds, _sessions, _cids);
  end if;
end $$;
`;

/** Keeps seats and topics as the events of a batch have them. Events that were known before do not count. */
export const FOLLOW_PRESENCE = `
create function follow_presence(_node int, _first bigint, _rooms int[], _kinds text[],
  _sessions bigint[], _cids text[])
returns void language plpgsql security definer set search_path = chat, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare h event;
begin
  for h in
    select e.* from unnest(_rooms, _kinds, _sessions, _cids) with ordinality u (r, k, s, c, i)
    join event e on e.room = u.r and e.session = u.s and e.cid = u.c
    where u.k <> 'm' and e.node = _node and e.seq = _first + u.i - 1 order by u.i
  loop
    case h.kind
    when 'j' then
      insert into seat (room, session, node, nick) values (h.room, h.session, _node, h.nick)
        on conflict (room, session) do update set node = _node, nick = excluded.nick;
    when 'l' then
      delete from seat where room = h.room and session = h.session and node = _node;
      if found then perform unseated(h.room, _node, h.session); end if;
    when 'r' then
      update seat set nick = h.extra ->> 'to' where room = h.room and session = h.session;
    when 't' then
      update room set topic = case when h.extra ->> 'topic' <> '' then
        jsonb_build_object('nick', h.nick, 'topic', h.extra ->> 'topic', 'ms', h.ms) end
        where room = h.room;
    end case;
  end loop;
end $$;
`;
