/**
 * Prints what the changelog says about a version: `deno task notes v1.2.0 < CHANGELOG.md`.
 *
 * @module
 */

/**
 * The section about a version in a changelog that has the form of Keep a Changelog, without its heading.
 *
 * @throws {Error} when there is no such section, or it is empty.
 */
export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const wanted = version.replace(/^v/, "");
  const heading = (section: string) => section.split("\n", 1)[0]!.replace(/[[\]]/g, "");
  const section = sections.find((each) => heading(each).split(" ", 1)[0] === wanted);
  const notes = section?.split("\n").slice(1).join("\n").trim();
  if (!notes) {
    throw new Error(`Cannot release ${version}: CHANGELOG.md says nothing about ${wanted}`);
  }
  return `${notes}\n`;
}

/**
 * Checks that a tag is that of the program's own version.
 *
 * @throws {Error} when it is not.
 */
export function checkTag(tag: string, version: string): void {
  if (tag === `v${version}`) return;
  throw new Error(`Cannot release ${tag}: deno.json says that this is ${version}`);
}

if (import.meta.main) {
  const [tag = ""] = Deno.args;
  const { version } = JSON.parse(await Deno.readTextFile(new URL("../deno.json", import.meta.url)));
  checkTag(tag, version);
  const changelog = await new Response(Deno.stdin.readable).text();
  await Deno.stdout.write(new TextEncoder().encode(notesOf(changelog, tag)));
}
