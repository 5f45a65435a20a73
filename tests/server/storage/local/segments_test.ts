import { assertEquals } from "@std/assert";
import { SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import { listSegments, segmentAt } from "../../../../server/storage/local/segments.ts";
import { tempFolder } from "./support.ts";

Deno.test("segmentAt names a file after its first id, so that names sort as ids do", () => {
  assertEquals(segmentAt("/x", 1), { first: 1, path: "/x/00000000000000000001.ndjson" });
  const { path } = segmentAt("", Number.MAX_SAFE_INTEGER);
  assertEquals(path, "/00009007199254740991.ndjson");
});

Deno.test("listSegments lists the log's files, oldest first, and nothing else", async () => {
  await using folder = await tempFolder();
  const path = folder.path;
  const ours = [1000, 2, 31].map((first) => segmentAt(path, first));
  const others = ["x.ndjson", "2.ndjson", "00000000000000000002.ndjson.torn", "notes.txt"];
  for (const segment of ours) await Deno.writeTextFile(segment.path, "");
  for (const name of others) await Deno.writeTextFile(`${path}/${name}`, "");
  await Deno.mkdir(segmentAt(path, 7).path);
  await Deno.writeTextFile(`${path}/99999999999999999999.ndjson`, ""); // no id is so large
  assertEquals(await listSegments(SYSTEM_DISK, path), [ours[1]!, ours[2]!, ours[0]!]);
});
