import { DEADLINE_MS } from "./condition.ts";

/** What becomes of something that might never end where there is a fault. */
export async function soon<T>(what: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = () => reject(new Error(`There was nothing within ${DEADLINE_MS} ms`));
  const timer = setTimeout(late, DEADLINE_MS);
  return await Promise.race([what, promise]).finally(() => clearTimeout(timer));
}
