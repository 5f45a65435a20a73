import { assertEquals } from "@std/assert";
import {
  parseClusterUrl,
  parseNode,
  withoutPassword,
} from "../../../../server/storage/postgres/url.ts";

Deno.test("parseClusterUrl knows hosts in their order, with their ports, and where the certificate is", () => {
  assertEquals(parseClusterUrl("postgres://chat@db1,[::1]:5433/chat?sslrootcert=/etc/ca.pem"), {
    user: "chat",
    hosts: [{ host: "db1", port: 5432 }, { host: "::1", port: 5433 }],
    database: "chat",
    tls: true,
    rootCert: "/etc/ca.pem",
  });
  assertEquals(parseClusterUrl("postgresql://a%40b@localhost/c%20d?sslmode=disable"), {
    user: "a@b",
    hosts: [{ host: "localhost", port: 5432 }],
    database: "c d",
    tls: false,
    rootCert: undefined,
  });
});

const refused = {
  "a password, which others could read in the list of processes": "postgres://chat:secret@db/chat",
  "no encryption to another machine": "postgres://chat@db/chat?sslmode=disable",
  "no encryption to one of several": "postgres://chat@127.0.0.1,db/chat?sslmode=disable",
  "encryption without a check of the certificate": "postgres://chat@db/chat?sslmode=require",
  "a parameter that it does not know": "postgres://chat@db/chat?target_session_attrs=primary",
  "no user": "postgres://db/chat",
  "no database": "postgres://chat@db",
  "a port that there is not": "postgres://chat@db:65536/chat",
  "an empty host": "postgres://chat@db,/chat",
  "half a code": "postgres://chat%4@db/chat",
  "nine hosts": "postgres://chat@a,b,c,d,e,f,g,h,i/chat",
  "another scheme": "mysql://chat@db/chat",
};
for (const [what, url] of Object.entries(refused)) {
  Deno.test(`parseClusterUrl refuses ${what}`, () => assertEquals(parseClusterUrl(url), undefined));
}

Deno.test("parseNode takes a name with a port or without", () => {
  assertEquals(parseNode("chat1.lab"), { host: "chat1.lab", port: 0 });
  assertEquals(parseNode("[::1]:7000"), { host: "::1", port: 7000 });
  assertEquals([parseNode("chat1:0"), parseNode("a b"), parseNode("")], [
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("A password in what was given for a URL is hidden, wherever it stands", () => {
  const cases: [given: string, shown: string][] = [
    ["postgres://u:pw@h/d", "postgres://u:***@h/d"],
    [
      "postgresql://u:p@w/x:y@h:5432,h2/d?sslmode=disable",
      "postgresql://u:***@h:5432,h2/d?sslmode=disable",
    ],
    ["postgres://:pw@h/d", "postgres://:***@h/d"],
    ["u:pw@h/d", "u:***@h/d"],
    ["postgres://u:p\nw@h/d", "postgres://u:***@h/d"],
    [
      "postgres://u@h/d?password=pw&sslmode=disable",
      "postgres://u@h/d?password=***&sslmode=disable",
    ],
    ["postgres://u@h:5432/d", "postgres://u@h:5432/d"],
    ["h:5432/d", "h:5432/d"],
    ["", ""],
  ];
  for (const [given, shown] of cases) assertEquals(withoutPassword(given), shown);
});
