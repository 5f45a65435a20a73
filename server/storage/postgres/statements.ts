/** The statements of a node, each prepared once for a connection. */

import type { Statement } from "./client.ts";
import { EVENT_COLUMNS } from "./rows.ts";

function statement(name: string, text: string): Statement {
  return { name, text };
}

export const REGISTER = statement("register", "select chat.register($1, $2, $3) as node");
export const RESIGN = statement("resign", "select chat.resign($1, $2)");
export const BEAT = statement("beat", "select chat.beat($1)");
export const REAP = statement("reap", "select chat.reap($1) as name");

export const ADVERTISE = statement("advertise", "select chat.advertise($1, $2::jsonb)");
/** Some of the nodes that live, and that clients can reach. */
export const OTHERS = statement(
  "others",
  `select place from chat.node where node <> $1 and place is not null
    and beat > clock_timestamp() - $2 * interval '1 ms' order by random() limit $3`,
);

export const CLAIM = statement("claim", "select chat.claim($1, $2, $3, $4, $5, $6) as session");
export const RESUME = statement(
  "resume",
  "select s as session, held, seated, away from chat.resume($1, $2, $3, $4, $5, $6, $7)",
);
export const RENAME = statement("rename", "select chat.rename($1, $2, $3, $4, $5) as done");
export const RELEASE = statement("release", "select chat.release($1, $2)");
export const SET_RULES = statement(
  "set_rules",
  "select done, at as pos, holds as rules from chat.set_rules($1, $2, $3, $4, $5, $6)",
);
export const DESCRIBE = statement("describe", "select chat.describe($1, $2, $3)");
export const META = statement("meta", "select cloak_key from chat.meta");
export const BANS = statement("bans", "select body from chat.ban order by ban");
export const ADD_BAN = statement("add_ban", "select chat.add_ban($1, $2, $3, $4) as done");
export const REMOVE_BANS = statement("remove_bans", "select chat.remove_bans($1, $2)");
export const TELL = statement("tell", "select chat.tell($1, $2, $3::jsonb) as letter");
export const TAKE_LETTERS = statement(
  "take_letters",
  "select l as letter, f as sender, s as session, b as body from chat.take_letters($1)",
);
export const ANSWER = statement("answer", "select chat.answer($1, $2)");
export const NAMES = statement(
  "names",
  `select r.pos, r.ms, n.nick, n.node, n.session, n.person from chat.room r left join chat.name n on true
    where r.room = 0`,
);

export const SAY = statement(
  "say",
  `select i, p as pos, mid as id, t as ms, was from chat.say($1::int, $2::bigint, $3::int[], $4::text[],
    $5::bigint[], $6::text[], $7::text[], $8::text[], $9::jsonb[])`,
);
export const MARKS = statement(
  "marks",
  "select room, id from chat.mark where reader = $1 order by at",
);
export const SAVE_MARKS = statement("save_marks", "select chat.save_marks($1, $2, $3, $4)");
export const FORGET_SESSIONS = statement(
  "forget_sessions",
  "select chat.forget_sessions($1) as n",
);
export const FORGET_MARKS = statement("forget_marks", "select chat.forget_marks($1)");
export const WAKE = statement("wake", "select pg_notify('chat', $1)");
/** Those of some positions where the database has another event, or none. */
export const LOST = statement(
  "lost",
  `select o.room from unnest($1::int[], $2::bigint[], $3::bigint[]) o (room, pos, ms)
    where not exists (select from chat.event e where e.room = o.room and e.pos = o.pos and e.ms = o.ms)`,
);
/** The position of the newest of some events of a room that the database has; 0 where it has none. */
export const LAST_KEPT = statement(
  "last_kept",
  `select coalesce(max(e.pos), 0) as pos from unnest($2::bigint[], $3::bigint[]) o (pos, ms)
    join chat.event e on e.room = $1 and e.pos = o.pos and e.ms = o.ms`,
);
export const BEGIN_TIMELINE = statement("begin_timeline", "select chat.begin_timeline($1)");
export const RESTORE_SESSIONS = statement(
  "restore_sessions",
  "select was, is_now as now from chat.restore_sessions($1, $2)",
);
export const RENEW_LOGS = statement("renew_logs", "select chat.renew_logs($1, $2)");
export const HOME_HOLDER = statement(
  "home_holder",
  "select name as addr from chat.node where home = $1 and boot <> $2",
);
export const LOOK = statement(
  "look",
  `select (select count(*) from chat.node) as nodes,
    current_setting('synchronous_standby_names') <> '' as wants,
    (select count(*) from pg_stat_replication
      where state = 'streaming' and sync_state in ('sync', 'quorum')) as standbys,
    (select coalesce(sum(greatest(r.pos - o.pos, 0)), 0)::bigint
      from unnest($1::int[], $2::bigint[]) o (room, pos) join chat.room r using (room)) as behind`,
);
export const IN_USE = statement(
  "in_use",
  `select r.name, count(*) as count, r.last, r.ms, r.topic from chat.room r join chat.seat s using (room)
    where not coalesce(r.rules -> 'flags' ? 'hidden', false) group by r.room order by r.ms desc limit $1`,
);
export const COUNT_ROOMS = statement(
  "count_rooms",
  "select count(*) from chat.room where room > 0",
);
export const HAS_ROOM = statement("has_room", "select 1 from chat.room where name = $1");
export const OPEN_ROOM = statement("open_room", "select chat.open_room($1) as room");
export const ROOM = statement(
  "room",
  `select r.pos, r.ms, r.last, r.log::text as log, r.topic, r.rules, r.rules_pos,
      (select coalesce(jsonb_agg(jsonb_build_object('nick', s.nick, 'session', s.session,
        'node', s.node) order by s.session), '[]') from chat.seat s where s.room = r.room) as seats
    from chat.room r where r.room = $1`,
);

/** The newest events of a room up to a position, newest first, as many as $3, and about $4 bytes of text. */
export const TAIL = statement(
  "tail",
  `select * from (select ${EVENT_COLUMNS},
      sum(coalesce(octet_length(e.text), 0)) over (order by e.pos desc) as bytes
      from (select * from chat.event where room = $1 and pos <= $2 and kind <> 'u'
        order by pos desc limit $3) e) e
    where bytes <= $4 order by pos desc`,
);

/** What has happened since in rooms that are followed. */
export const FOLLOW = statement(
  "follow",
  `select ${EVENT_COLUMNS} from unnest($1::int[], $2::bigint[]) o (room, pos)
    join lateral (select * from chat.event e where e.room = o.room and e.pos > o.pos
      order by e.pos limit $3) e on true
    order by e.room, e.pos limit $3`,
);

/** Messages by their ids, newest first, the newest in any case, and about $4 bytes of text. */
export const READ = statement(
  "read",
  `select * from (select ${EVENT_COLUMNS},
      sum(octet_length(e.text)) over (order by e.id desc) - octet_length(e.text) as before
      from (select * from chat.event where room = $1 and id between $2 and $3 and id is not null
        order by id desc limit $5) e) e
    where before <= $4 order by id desc`,
);

/** The oldest and the newest message of a time that are kept. */
export const KEPT_BETWEEN = statement(
  "kept_between",
  `select (select id from chat.event where room = $1 and ms >= $2 and id is not null order by ms limit 1)
      as first,
    (select id from chat.event where room = $1 and ms <= $3 and id is not null order by ms desc limit 1)
      as last`,
);

/** Blocks from $2 down to $3 that may have the words $5, newest first; of those whose words are not known all. */
export const BLOCKS_WITH = statement(
  "blocks_with",
  `select b as block, w.words_of is null as is_new from generate_series($2::bigint, $3::bigint, -1) b
    left join lateral (select true as words_of, words from chat.words
      where room = $1 and block = b and rules = $4 offset 0) w on true
    where coalesce(w.words @@ $5::tsquery, true) limit $6`,
);
export const SAVE_WORDS = statement("save_words", "select chat.save_words($1, $2, $3, $4)");

function eventsBy(name: string, order: "asc" | "desc"): Statement {
  return statement(
    name,
    `select * from (select ${EVENT_COLUMNS},
        sum(coalesce(octet_length(e.text), 0)) over (order by e.ms ${order})
          - coalesce(octet_length(e.text), 0) as before
        from (select * from chat.event where room = $1 and ms > $2 and ms < $3 and pos <= $6
          and kind <> 'u'
          order by ms ${order} limit $4) e) e
      where before <= $5 order by ms ${order}`,
  );
}
/** Events of a range of time, from either end. */
export const OLDEST_EVENTS = eventsBy("oldest_events", "asc");
export const NEWEST_EVENTS = eventsBy("newest_events", "desc");

export const ROOMS_TO_CLEAN = statement(
  "rooms_to_clean",
  "select distinct room from chat.event where ms < $1 and room > 0",
);
export const FORGET_EVENTS = statement(
  "forget_events",
  "select chat.forget_events($1, $2, $3, $4) as n",
);
