/**
 * Switches raw mode of the terminal on standard input: keys arrive one by one and are not shown, and `C-c` is a
 * key. A terminal that has hung up has no modes any more; who reads its keys finds that out.
 *
 * @throws {Error} what the system says, where the terminal is there and cannot do that.
 */
export function setRawMode(on: boolean): void {
  try {
    Deno.stdin.setRaw(on);
  } catch (cause) {
    if (Deno.stdin.isTerminal()) throw cause;
  }
}
