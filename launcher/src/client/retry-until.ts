import { setTimeout as pause } from 'node:timers/promises';

const timeoutMilliseconds = 20_000;

/** Retries an operation until another context has received an event that it depends on. */
export const retryUntil = async <T>(attempt: () => Promise<T>, isDone: (outcome: T) => boolean): Promise<T> => {
  const deadline = performance.now() + timeoutMilliseconds;
  let outcome = await attempt();
  while (!isDone(outcome) && performance.now() < deadline) {
    await pause(40);
    outcome = await attempt();
  }
  return outcome;
};

/** Processes a list with limited concurrency. Results are in the order of the list. */
export const inParallel = async <T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, position: number) => Promise<R>,
): Promise<readonly R[]> => {
  const results = new Map<number, R>();
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results.set(next[0], await work(next[1], next[0]));
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return items.map((_, position) => results.get(position) as R);
};
