/**
 * Curves as an SVG that reads on light and on dark pages: log axes, each line named at its end.
 *
 * @module
 */

/** One line of the plot. */
export interface Series {
  name: string;
  /** This project's own lines are drawn strong. */
  strong: boolean;
  dashed: boolean;
  points: { x: number; y: number }[];
}

const WIDTH = 760;
const HEIGHT = 440;
const LEFT = 70;
const RIGHT = 130;
const TOP = 46;
const BOTTOM = 48;
const LABEL_HEIGHT = 15;

// Okabe and Ito's colours, told apart with any kind of colour blindness, and a few more after them.
const COLOURS = [
  ...["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#b8860b", "#56b4e9"],
  ...["#a0522d", "#9467bd", "#7f9f3f", "#7a828e", "#7a828e"],
];

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #57606a }
  .title { font-size: 15px; font-weight: 600; fill: #1f2328 }
  .grid { stroke: #d0d7de; stroke-width: 1 }
  path { fill: none; stroke-width: 1.8; stroke-linejoin: round }
  .strong { stroke-width: 3.2 }
  .label { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1 } .title { fill: #f0f6fc } .grid { stroke: #3d444d }
  }`;

/** 10000 as `10k`, 2500000 as `2.5M`. */
export function short(value: number): string {
  if (value >= 1e6) return `${+(value / 1e6).toPrecision(3)}M`;
  if (value >= 1e3) return `${+(value / 1e3).toPrecision(3)}k`;
  return String(+value.toPrecision(3));
}

function logScale(from: number, to: number, start: number, end: number): (value: number) => number {
  const span = Math.log(to) - Math.log(from);
  return (value) => start + (Math.log(value) - Math.log(from)) / span * (end - start);
}

/** 1, 2 and 5 of each decade between two values. */
function ticks(from: number, to: number): number[] {
  const all: number[] = [];
  for (let decade = 10 ** Math.floor(Math.log10(from)); decade <= to; decade *= 10) {
    all.push(...[1, 2, 5].map((n) => n * decade).filter((n) => n >= from && n <= to));
  }
  return all;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** Moves labels apart, from the top down, so that none lies on another. */
export function spread(heights: number[]): number[] {
  const order = heights.map((y, index) => ({ y, index })).toSorted((a, b) => a.y - b.y);
  let lowest = -Infinity;
  for (const label of order) lowest = label.y = Math.max(label.y, lowest + LABEL_HEIGHT);
  return order.toSorted((a, b) => a.index - b.index).map((label) => label.y);
}

function axes(
  xs: number[],
  ys: number[],
  x: (value: number) => number,
  y: (value: number) => number,
) {
  const across = ys.map((value) =>
    `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"/>` +
    `<text x="${LEFT - 8}" y="${y(value) + 4}" text-anchor="end">${short(value)}</text>`
  );
  const down = xs.map((value) =>
    `<line class="grid" x1="${x(value)}" x2="${x(value)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>` +
    `<text x="${x(value)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${
      value.toLocaleString("en")
    }</text>`
  );
  return [...across, ...down].join("\n");
}

/** The plot; every value must be greater than zero. */
export function plot(title: string, xTitle: string, series: Series[]): string {
  const points = series.flatMap((line) => line.points);
  const xs = [...new Set(points.map((point) => point.x))].toSorted((a, b) => a - b);
  const values = points.map((point) => point.y);
  const low = Math.min(...values) / 1.3;
  const high = Math.max(...values) * 1.3;
  const x = logScale(xs[0] ?? 1, xs.at(-1) ?? 10, LEFT + 12, WIDTH - RIGHT - 12);
  const y = logScale(low, high, HEIGHT - BOTTOM, TOP);
  const labels = spread(series.map((line) => y(line.points.at(-1)?.y ?? low)));
  const draw = (line: Series, index: number) => {
    const colour = COLOURS[index % COLOURS.length];
    const path = line.points.map((p, i) =>
      `${i === 0 ? "M" : "L"}${x(p.x).toFixed(1)} ${y(p.y).toFixed(1)}`
    );
    const dash = line.dashed ? ' stroke-dasharray="6 4"' : "";
    const end = x(line.points.at(-1)?.x ?? 1) + 10;
    return `<path class="${line.strong ? "strong" : "line"}" stroke="${colour}"${dash} d="${
      path.join("")
    }"/>
<text class="label" style="fill:${colour}" x="${end.toFixed(1)}" y="${
      ((labels[index] ?? 0) + 4).toFixed(1)
    }">${escape(line.name)}</text>`;
  };
  // the last one drawn lies on top: what the plot is about
  const lines = series.map(draw).reverse();
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">
<title>${escape(title)}</title>
<style>${STYLE}
</style>
<text class="title" x="${LEFT}" y="24">${escape(title)}</text>
${axes(xs, ticks(low, high), x, y)}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${
    escape(xTitle)
  }</text>
${lines.join("\n")}
</svg>
`;
}
