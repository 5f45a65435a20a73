/** What one server of the database is now, and whether a node may use it. Pure. */

import type { Row, Statement } from "./client.ts";

/** What a server says of itself. */
export interface HostState {
  /** Whether it is a standby. */
  readonly isStandby: boolean;
  /** The number of the database cluster: copies have the same. */
  readonly system: string;
  /** The timeline: a promotion begins a new one. */
  readonly timeline: number;
  /** Whether its commits are to wait for a standby. */
  readonly wantsStandby: boolean;
  /** How many standbys that commits wait for are connected. */
  readonly standbys: number;
}

/**
 * Asks for it. The timeline is that of the log position, since `pg_control_checkpoint()` says the old one
 * until the first checkpoint after a promotion ends.
 */
export const HOST_STATE: Statement = {
  name: "host_state",
  text: `select pg_is_in_recovery() as standby,
    (select system_identifier::text from pg_control_system()) as system,
    case when pg_is_in_recovery() then null
      else substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) end as timeline,
    current_setting('synchronous_standby_names') as names,
    (select count(*) from pg_stat_replication
      where state = 'streaming' and sync_state in ('sync', 'quorum')) as standbys`,
};

/** The answer to `HOST_STATE`. */
export function hostState([row]: readonly Row[]): HostState {
  return {
    isStandby: row!.standby,
    system: row!.system,
    timeline: parseInt(row!.timeline ?? "0", 16),
    wantsStandby: row!.names !== "",
    standbys: row!.standbys,
  };
}

/** Why a server cannot be used now. */
export type HostFault = "standby" | "other_system" | "old_timeline" | "no_standby";

/** The server of the database that was used last. */
export interface KnownHost {
  system: string | undefined;
  timeline: number;
  host?: { readonly host: string; readonly port: number };
}

/** Why a node must not use a server; `undefined` where it may. `unsafe`: one without a standby will do. */
export function faultOf(
  state: HostState,
  known: KnownHost,
  unsafe: boolean,
): HostFault | undefined {
  if (known.system !== undefined && state.system !== known.system) return "other_system";
  if (state.isStandby) return "standby";
  if (state.timeline < known.timeline) return "old_timeline";
  // a write would wait for ever: it is not even tried
  if (state.wantsStandby ? state.standbys === 0 : !unsafe) return "no_standby";
  return undefined;
}
