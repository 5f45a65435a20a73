/** Marks what a search looks for, in the texts of the page. The page itself is not changed by that. */

import { findTerms, parseSearch } from "../../protocol/search_words.ts";

/** The name of the marks in the style sheet. */
const NAME = "found";

/** Marks the words of `typed` in all texts that have all of them, and takes away the marks there were. */
export function markMatches(typed: string): void {
  const { highlights } = CSS;
  // older browsers show no marks
  if (highlights === undefined) return;
  const terms = parseSearch(typed);
  if (terms.length === 0) return void highlights.delete(NAME);
  const marks = new Highlight();
  for (const element of document.querySelectorAll(".text")) {
    for (const { start, end } of findTerms(element.textContent, terms) ?? []) {
      const range = new Range();
      range.setStart(...placeOf(element, start));
      range.setEnd(...placeOf(element, end));
      marks.add(range);
    }
  }
  highlights.set(NAME, marks);
}

/** Where in `element` the unit `at` of its text is. */
function placeOf(element: Element, at: number): [Node, number] {
  const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = at;
  for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) {
    const { length } = node as Text;
    if (left <= length) return [node, left];
    left -= length;
  }
  return [element, element.childNodes.length];
}
