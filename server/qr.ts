/** A QR code for a terminal. */

import encodeQR from "qr";

/** Black on white, also in a dark terminal: cameras expect dark on light. */
const COLORS = "\x1b[38;5;16;48;5;231m";
const RESET = "\x1b[0m";

/** Draws the QR code of `text`: several lines, each with two rows of squares. */
export function qrCode(text: string): string {
  const dark = encodeQR(text, "raw", { ecc: "low", border: 2 });
  const lines: string[] = [];
  for (let y = 0; y < dark.length; y += 2) {
    const squares = dark[y]!.map((upper, x) =>
      HALVES[Number(upper) * 2 + Number(dark[y + 1]?.[x] ?? false)]
    );
    lines.push(`    ${COLORS}${squares.join("")}${RESET}`);
  }
  return lines.join("\n");
}

/** Two squares, one above the other: both light, the lower one dark, the upper one dark, both dark. */
const HALVES = [" ", "▄", "▀", "█"];
