/** Runs work under a key; the next work under the same key waits for it. */
export type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/**
 * Lets those who write one thing wait for each other instead of racing, which only one of them can win. A courtesy of
 * one process: between replicas the thing's version decides.
 */
export const createTurns = (): Turns => {
  const tails = new Map<string, Promise<void>>();
  return (key, work) => {
    const turn = (tails.get(key) ?? Promise.resolve()).then(work);
    const tail: Promise<void> = turn
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
    tails.set(key, tail);
    return turn;
  };
};
