import { assert, assertEquals } from "@std/assert";
import { picture } from "./picture.ts";

const PANE = { left: 0, top: 0, columns: 10, rows: 2 };

Deno.test("picture draws what a terminal shows, each piece in its cells and colour", async () => {
  const svg = await picture([{ ...PANE, text: "a \x1b[1;31mred\x1b[0m\r\x1b[Bb <&>" }]);
  assert(svg.includes(">a</text>") || svg.includes(">a </text>"), svg);
  assert(/<text [^>]*fill="#d75f5f" font-weight="bold"[^>]*>red<\/text>/.test(svg), svg);
  assert(svg.includes("b &lt;&amp;&gt;"), svg);
});

Deno.test("picture puts panes beside each other, with a line between", async () => {
  const svg = await picture([
    { ...PANE, text: "left" },
    { ...PANE, left: 11, text: "right", cursor: [5, 0] },
  ]);
  const x = (word: string) => Number(new RegExp(`<text x="([\\d.]+)"[^>]*>${word}`).exec(svg)?.[1]);
  assertEquals(x("left"), 0);
  assertEquals(x("right"), 92.4);
  assertEquals(svg.match(/<path/g)?.length, 1);
});

Deno.test("picture is well-formed XML whatever is shown", async () => {
  const svg = await picture([{ ...PANE, text: "\x1b[7m日本\x1b[0m 👍🏽 \x07 ]]> &amp;" }], {
    isLight: true,
    title: "a <b>",
  });
  const opened = svg.match(/<(?!\/)[a-z]+(?:[^>"]|"[^"]*")*(?<!\/)>/g)?.length;
  assertEquals(opened, svg.match(/<\/[a-z]+>/g)?.length);
  assert(svg.includes("a &lt;b&gt;"));
});
