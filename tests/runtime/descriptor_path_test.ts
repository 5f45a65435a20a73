import { assert, assertEquals } from "@std/assert";
import { pathOfDescriptor } from "../../runtime/descriptor_path.ts";
import { tempFolder } from "../e2e/support/temp.ts";

Deno.test("pathOfDescriptor leaves other paths, pipes and what is not open as they are", async () => {
  const others = ["pw", "/pw", "/dev/stdin", "/dev/fd/0", "/dev/fd/3x", "/dev/fd/99999"];
  for (const path of others) assertEquals(await pathOfDescriptor(path), path);
});

Deno.test({
  name: "pathOfDescriptor finds the file under the name of its descriptor",
  ignore: Deno.build.os !== "linux", // elsewhere such a name leads to no path
  async fn() {
    await using folder = await tempFolder();
    const path = await Deno.realPath(folder.path) + "/file";
    using _file = await Deno.create(path);
    const descriptor = await descriptorOf(path);
    assert(descriptor !== undefined);
    for (const name of [`/dev/fd/${descriptor}`, `/proc/self/fd/${descriptor}`]) {
      assertEquals(await pathOfDescriptor(name), path);
    }
  },
});

async function descriptorOf(path: string): Promise<string | undefined> {
  for await (const { name } of Deno.readDir("/proc/self/fd")) {
    const target = await Deno.readLink(`/proc/self/fd/${name}`).catch(() => {
      // the folder that is read here has a descriptor too, gone by now
    });
    if (target === path) return name;
  }
  return undefined;
}
