/** The line to the database is encrypted, and only the server with the right certificate is trusted. */

import { assertEquals, assertMatch } from "@std/assert";
import { EXIT } from "../../cli/exit.ts";
import { certificateBy } from "../support/certificate.ts";
import { needsPostgres, Postgres } from "../support/postgres.ts";
import { runChat, startServer } from "../support/process.ts";
import { enter } from "./support/guest.ts";

const { ignore } = needsPostgres();

Deno.test({
  ignore,
  name: "A server reaches its database by TLS, and trusts the right certificate alone",
  async fn() {
    const certified = await certificateBy("database", ["localhost"]);
    const stranger = await certificateBy("stranger", ["localhost"]);
    const password = "a long secret";
    await using postgres = await Postgres.start({ tls: { ...certified, password } });
    const database = await postgres.database();
    const made = await runChat(["cluster", "init", postgres.ownerUrl(database), "--yes"]);
    assertEquals([made.code, made.stderr], [EXIT.ok, ""]);
    const folder = await Deno.makeTempDir({ prefix: "chat-cluster-tls-" });
    await using cleanup = new AsyncDisposableStack();
    cleanup.defer(() => Deno.remove(folder, { recursive: true }));
    const file = async (name: string, text: string) => {
      await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o600 });
      return `${folder}/${name}`;
    };
    const trusted = await file("ca.pem", certified.authority);
    const other = await file("other.pem", stranger.authority);
    const secret = await file("secret", `${password}\n`);
    const wrong = await file("wrong", "another one\n");
    const url = (host: string, ca: string) =>
      `postgres://chat@${host}:${postgres.primary.port}/${database}?sslrootcert=${ca}`;
    const login = ["--cluster-unsafe", "--cluster-password-file", secret];
    const check = (url: string, ...args: string[]) => runChat(["cluster", "check", url, ...args]);

    const good = await check(url("localhost", trusted), ...login);
    assertEquals([good.code, good.stderr], [EXIT.ok, ""]);
    const refused = {
      "unable to verify|UnknownIssuer": [url("localhost", other), ...login],
      "does not match certificate|not valid for name": [url("127.0.0.1", trusted), ...login],
      "no encryption": [postgres.url(database), ...login],
      "password authentication failed": [
        ...[url("localhost", trusted), "--cluster-unsafe", "--cluster-password-file", wrong],
      ],
    };
    await Promise.all(
      Object.entries(refused).map(async ([why, [url, ...args]]) => {
        const { code, stderr } = await check(url!, ...args);
        assertEquals(code, EXIT.cannotUseDatabase);
        assertMatch(stderr, new RegExp(`^Cannot reach the database at \\S+: .*(${why})`));
      }),
    );

    await using node = await startServer({
      args: ["--cluster", url("localhost", trusted), ...login],
    });
    await using ann = await enter(node, "ann");
    await ann.say("sealed");
    const sealed = "select count(*) from pg_stat_ssl s join pg_stat_activity a using (pid) " +
      "where a.usename = 'chat' and s.ssl";
    assertEquals((await postgres.primary.query(sealed)).trim(), "3");
  },
});
