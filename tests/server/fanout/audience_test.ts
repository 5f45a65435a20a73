import { assertEquals } from "@std/assert";
import { Audience } from "../../../server/fanout/audience.ts";
import type { Outlet } from "../../../server/fanout/outlet.ts";
import { outletWith } from "../fakes/outlet.ts";

/** Someone who reads at once whatever is sent, in one of the encodings "json" and "prose". */
class Reader {
  encoding: string;
  readonly outlet: Outlet;
  readonly #written: () => string;

  constructor(encoding = "json") {
    const { outlet, writer } = outletWith({ fast: true });
    this.encoding = encoding;
    this.outlet = outlet;
    this.#written = () => writer.text;
  }

  /** What has arrived so far. */
  async text(): Promise<string> {
    await this.outlet.drained();
    return this.#written();
  }
}

function audienceOf(...readers: Reader[]): Audience<string, Reader> {
  const audience = new Audience<string, Reader>();
  for (const reader of readers) audience.seat(reader);
  return audience;
}

async function texts(...readers: Reader[]): Promise<string[]> {
  return await Promise.all(readers.map((reader) => reader.text()));
}

Deno.test("Audience appends a line for those alone who read in its encoding", async () => {
  const [ann, bob, eve] = [new Reader(), new Reader("prose"), new Reader()];
  const audience = audienceOf(ann, bob, eve);
  assertEquals([...audience.encodings], ["json", "prose"]);
  audience.append("json", "{}\n");
  audience.append("prose", "hi\n");
  audience.append("nobody's", "?\n");
  assertEquals(await texts(ann, bob, eve), ["", "", ""]);
  audience.flush();
  assertEquals(await texts(ann, bob, eve), ["{}\n", "hi\n", "{}\n"]);
});

Deno.test("Audience keeps its members in the order they came", () => {
  const [ann, bob, eve] = [new Reader(), new Reader(), new Reader()];
  const audience = audienceOf(ann, bob, eve);
  audience.unseat(ann);
  audience.seat(ann);
  audience.recode(bob, () => bob.encoding = "prose");
  assertEquals([...audience.members], [bob, eve, ann]);
  assertEquals([audience.count, audience.has(ann), audience.has(new Reader())], [3, true, false]);
});

Deno.test("Audience.unseat leaves what was appended before, and nothing after it", async () => {
  const ann = new Reader();
  const audience = audienceOf(ann);
  audience.append("json", "before\n");
  assertEquals([audience.unseat(ann), audience.unseat(ann)], [true, false]);
  assertEquals([...audience.encodings], []);
  audience.append("json", "after\n");
  audience.flush();
  assertEquals(await ann.text(), "before\n");
});

Deno.test("Audience.recode changes the encoding between two lines", async () => {
  const ann = new Reader();
  const audience = audienceOf(ann);
  audience.append("json", "1\n");
  audience.recode(ann, () => ann.encoding = "prose");
  for (const encoding of ["json", "prose"]) audience.append(encoding, `2 ${encoding}\n`);
  audience.flush();
  assertEquals(await ann.text(), "1\n2 prose\n");
});

Deno.test("Audience.recode of someone who is not here only changes the encoding", () => {
  const ann = new Reader();
  const audience = audienceOf();
  audience.recode(ann, () => ann.encoding = "prose");
  assertEquals([ann.encoding, audience.count], ["prose", 0]);
});

Deno.test("Audience.append leaves out one member, and those who were told elsewhere", async () => {
  const [ann, bob, eve, pat] = [new Reader(), new Reader(), new Reader(), new Reader("prose")];
  const audience = audienceOf(ann, bob, eve, pat);
  const other = audienceOf(bob, pat);
  audience.append("json", "1\n", { member: ann, told: [] });
  audience.append("json", "2\n", { member: ann, told: [other] });
  audience.append("json", "3\n", { told: [other] });
  audience.append("prose", "4\n", { member: ann });
  audience.append("json", "5\n");
  audience.flush();
  assertEquals(await texts(ann, bob, eve, pat), ["3\n5\n", "1\n5\n", "1\n2\n3\n5\n", "4\n"]);
});
