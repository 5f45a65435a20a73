/** Finds the addresses in a text that can be opened. Pure. */

/** A part of a text; with `href` it is a link. */
export interface TextPart {
  readonly text: string;
  readonly href?: string;
}

const ADDRESS = /https?:\/\/[^\s<>"\u2066-\u2069]+/gi;

/** Closing brackets, and what opens each. */
const BRACKETS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** The parts of `text` in order. Only http and https become links. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = withoutEnd(found);
    if (!URL.canParse(address)) continue;
    if (index > end) parts.push({ text: text.slice(end, index) });
    parts.push({ text: address, href: address });
    end = index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** Without the punctuation behind an address, and without a bracket that was opened before it. */
function withoutEnd(address: string): string {
  let end = address.length;
  for (; end > 0; end--) {
    const last = address[end - 1]!;
    const opening = BRACKETS[last];
    if (opening === undefined ? !/[.,:;!?'*_~]/.test(last) : isBalanced(address, end, opening)) {
      break;
    }
  }
  return address.slice(0, end);
}

/** Whether the closing bracket that ends `address` at `end` belongs to one inside. */
function isBalanced(address: string, end: number, opening: string): boolean {
  const closing = address[end - 1];
  let open = 0;
  for (let i = 0; i < end; i++) {
    if (address[i] === opening) open++;
    else if (address[i] === closing) open--;
  }
  return open >= 0;
}
