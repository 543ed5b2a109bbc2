import { setImmediate as turn } from 'node:timers/promises';

type PendingRead<T> = { readonly resolve: (found: T | undefined) => void; readonly reject: (error: unknown) => void };

/**
 * Batches reads by ID: IDs requested while a read is in progress are read in the next batch. A caller never gets a value older than its
 * request.
 */
export const batched = <T>(read: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>): ((id: string) => Promise<T | undefined>) => {
  let waiting = new Map<string, PendingRead<T>[]>();
  let isBusy = false;
  const drain = async (): Promise<void> => {
    isBusy = true;
    // Requests of the same turn of the event loop are read in one batch.
    await turn();
    while (waiting.size > 0) {
      const batch = waiting;
      waiting = new Map();
      try {
        const found = await read([...batch.keys()]);
        for (const [id, callers] of batch) for (const { resolve } of callers) resolve(found.get(id));
      } catch (error) {
        for (const callers of batch.values()) for (const { reject } of callers) reject(error);
      }
    }
    isBusy = false;
  };
  return (id) =>
    new Promise((resolve, reject) => {
      waiting.set(id, [...(waiting.get(id) ?? []), { resolve, reject }]);
      if (!isBusy) void drain();
    });
};
