/** What the functions of the schema have in common. Each is one round trip and one transaction. */

/** How each of them runs: as the owner of the tables, and with no other schema in sight. */
export const SAFE = `language plpgsql security definer set search_path = chat, pg_temp`;

/** The time of the database in milliseconds since 1970. */
export const NOW_MS = `(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** The node that asks lives, and goes on living until this is done. CH001: it does not live any more. */
export const LIVES = `perform 1 from node where node = _node for key share;
  if not found then raise 'fenced' using errcode = 'CH001'; end if;`;
