/** The walk through a cluster in OPERATIONS does what is said there, each command as it stands. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { DEADLINE_MS } from "../support/condition.ts";
import { connectLines } from "../support/lines.ts";
import { needsPostgres, POSTGRES_PROGRAMS, runAsOwner } from "../support/postgres.ts";
import { Process } from "../support/process.ts";
import { ROOT } from "../support/command.ts";
import { writePrograms } from "../support/shell.ts";
import { lastingPort } from "./support/port.ts";

const OPERATIONS = await Deno.readTextFile(`${ROOT}docs/OPERATIONS.md`);

Deno.test({
  ...needsPostgres(),
  name: "The walk through a cluster leads to two servers in one room",
  async fn() {
    const folder = (await runAsOwner("mktemp", "-d", "/tmp/chat-walk-XXXXXX")).trim();
    await using cleanup = new AsyncDisposableStack();
    // some of it is of the user who runs the test
    cleanup.defer(() => Deno.remove(folder, { recursive: true }));
    const programs = await Deno.makeTempDir();
    cleanup.defer(() => Deno.remove(programs, { recursive: true }));
    await writePrograms(programs);
    await writePostgresPrograms(programs);

    const ports = new Map<string, number>();
    for (const port of ["5441", "5442", "65441", "65442"]) ports.set(port, lastingPort());
    const [, block = ""] = /^```sh cluster\n(.*?)^```/ms.exec(OPERATIONS) ?? [];
    const script = block
      .replace(/^mkdir.*$/m, `cd '${folder}'`)
      .replace(/^export PATH=.*$/m, "")
      .replace(/\b6?544[12]\b/g, (port) => `${ports.get(port)}`) + "wait\n";
    const env = { PATH: `${programs}:${Deno.env.get("PATH")}` };
    const words = ["bash", "-e", "-o", "pipefail", "-c", script];
    await using process = await Process.start(words, { env, group: true });
    cleanup.defer(async () => {
      for (const name of ["db1", "db2"]) {
        await runAsOwner(
          `${POSTGRES_PROGRAMS}/pg_ctl`,
          "stop",
          "-m",
          "immediate",
          "-D",
          `${folder}/${name}`,
        )
          .catch(() => {
            // it did not come so far
          });
      }
    });
    // a dozen programs run before
    await process.waitForOutput(/The database can be used/, 4 * DEADLINE_MS);
    await process.waitForOutput(/listening on .*[\s\S]*listening on /, 2 * DEADLINE_MS);
    {
      await using ann = await connectLines({ hostname: "127.0.0.1", port: ports.get("65441")! });
      await ann.send("ann");
      await ann.next(/history/i);
      await using bob = await connectLines({ hostname: "127.0.0.1", port: ports.get("65442")! });
      await bob.send("bob");
      await ann.next(/bob joined/);
      await bob.send("hello");
      assertStringIncludes(await ann.next(/hello/), "bob");
    }
    const { stdout } = await new Deno.Command("bash", {
      args: ["-c", `pgrep -P ${process.pid} | xargs -n1 kill`],
    }).output();
    assertEquals(stdout.length, 0);
    await process.ended;
  },
});

/** Puts the programs of PostgreSQL where the shell finds them, run as the user who may run them. */
async function writePostgresPrograms(folder: string): Promise<void> {
  const become = Deno.uid() === 0 ? "runuser -u postgres -- " : "";
  for (const name of ["initdb", "pg_ctl", "pg_basebackup", "psql"]) {
    const script = `#!/bin/sh\nexec ${become}${POSTGRES_PROGRAMS}/${name} "$@"\n`;
    await Deno.writeTextFile(`${folder}/${name}`, script, { mode: 0o755 });
  }
}
