/**
 * Resolves after `ms` milliseconds; after 0 at once. For what takes time by its nature: a network's delay,
 * a person's typing, the time between two looks at another program. A test that waits for something waits
 * for that, with a `Condition`.
 */
export function pause(ms: number): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve) => setTimeout(resolve, ms));
}
