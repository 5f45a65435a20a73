/** One question for all who want to know the same at the same time. */

/** Does `ask` once for all who want its answer while it is on its way. */
export function onceAtATime<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => asked ??= ask().finally(() => asked = undefined);
}
