/** Options of {@linkcode TextLineStream}; the project uses none. */
export interface TextLineStreamOptions {
  /** Only the default is here: lines end in LF or CRLF, never in CR alone. */
  allowCR?: false;
}

/** Turns a stream of text, cut anywhere, into one of lines without their LF or CRLF. */
export class TextLineStream extends TransformStream<string, string> {
  constructor(_options: TextLineStreamOptions = { allowCR: false }) {
    let rest = "";
    super({
      transform(chunk, out) {
        const lines = (rest + chunk).split(/\r?\n/);
        rest = lines.pop() ?? "";
        for (const line of lines) out.enqueue(line);
      },
      flush(out) {
        if (rest) out.enqueue(rest);
      },
    });
  }
}
