/** Reads a stream of strings or bytes (UTF-8) to its end, as one string. */
export function toText(
  stream: ReadableStream<string> | ReadableStream<Uint8Array>,
): Promise<string> {
  const bytes = (stream as ReadableStream<string | Uint8Array>).pipeThrough(
    new TransformStream<string | Uint8Array, Uint8Array<ArrayBuffer>>({
      transform(chunk, out) {
        out.enqueue(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk.slice());
      },
    }),
  );
  return new Response(bytes).text();
}
