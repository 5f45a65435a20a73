import { assert, assertEquals } from "@std/assert";
import { stripVTControlCharacters } from "node:util";
import decodeQR from "qr/decode.js";
import { qrCode } from "../../server/qr.ts";

/** What a camera sees of the lines: dark and light squares, large enough to be told apart. */
function photo(lines: string[], size = 4) {
  const rows = lines.flatMap((line) => {
    const squares = [...line];
    return ["▀█", "▄█"].map((dark) => squares.map((square) => dark.includes(square)));
  });
  const [width, height] = [rows[0]!.length * size, rows.length * size];
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isDark = rows[Math.floor(y / size)]![Math.floor(x / size)];
      data.fill(isDark ? 0 : 255, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return { width, height, data };
}

Deno.test("qrCode draws what a camera reads as the same address", () => {
  for (
    const url of [
      "http://192.0.2.7:8080/",
      "https://[2001:db8:1234:5678:9abc:def0:1234:5678]:65432/",
    ]
  ) {
    const lines = qrCode(url).split("\n").map(stripVTControlCharacters);
    assert(lines.every((line) => line.length < 80) && lines.length < 24, "it fits on a screen");
    assertEquals(decodeQR(photo(lines.map((line) => line.slice(4)))), url);
  }
});

Deno.test("qrCode is dark on light on every terminal, and ends its colours with each line", () => {
  for (const line of qrCode("http://192.0.2.7:8080/").split("\n")) {
    const [before, squares = "", after] = line.split(/\[38;5;16;48;5;231m|\[0m/);
    assertEquals([before, squares.at(-1), after], ["    \x1b", "\x1b", ""], line);
    assert(/^[ ▀▄█]+$/.test(squares.slice(0, -1)), line);
  }
});
