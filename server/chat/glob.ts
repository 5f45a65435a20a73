/** Masks in which `*` stands for any number of letters and `?` for one. */

/**
 * Whether `text` fits `glob`. Takes time proportional to the product of their lengths. A regular
 * expression would take exponential time for a mask with many stars.
 */
export function fits(glob: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < text.length;) {
    if (glob[at] === "*") {
      star = at++;
      resume = i;
    } else if (at < glob.length && (glob[at] === "?" || glob[at] === text[i])) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++resume;
    } else {
      return false;
    }
  }
  while (glob[at] === "*") at++;
  return at === glob.length;
}
