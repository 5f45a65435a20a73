/** How well a colour of the 256-colour palette can be read, by WCAG 2. */

/** Relative luminance of a colour of the cube of 6 x 6 x 6 in the palette. */
function luminance(index: number): number {
  const steps = [0, 95, 135, 175, 215, 255];
  const parts = [36, 6, 1].map((unit) => (steps[Math.floor((index - 16) / unit) % 6] ?? 0) / 255);
  const [red = 0, green = 0, blue = 0] = parts.map((part) =>
    part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast of letters in a colour, from 16 to 231, with the ground behind them: 1 to 21. */
export function contrast(index: number, ground: "black" | "white"): number {
  const light = luminance(index);
  return ground === "white" ? 1.05 / (light + 0.05) : (light + 0.05) / 0.05;
}
