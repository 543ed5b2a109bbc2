/** Results on their way to one consumer. It never holds more than its limit: the consumer is cut, never the memory. */
export type BoundedQueue<T> = AsyncIterableIterator<T, undefined> & {
  readonly return: () => Promise<IteratorResult<T, undefined>>;
  /** False if the queue is full or over; a full queue is over from then on. */
  readonly push: (item: T) => boolean;
  /** What is queued is still delivered, then the iteration ends. */
  readonly end: () => void;
  /** What is queued is still delivered, then the iteration throws. */
  readonly fail: (error: Error) => void;
};

export type QueueOptions = {
  readonly limit: number;
  /** The consumer has gone or the queue has ended, once. */
  readonly onClose?: () => void;
  /** The consumer was too slow, once. */
  readonly onOverflow?: () => void;
};

type Waiter<T> = { readonly resolve: (result: IteratorResult<T, undefined>) => void; readonly reject: (error: Error) => void };

const over = { done: true, value: undefined } as const;

const finish = <T>({ resolve, reject }: Waiter<T>, failure: Error | undefined): void => {
  if (failure === undefined) resolve(over);
  else reject(failure);
};

export const boundedQueue = <T>({ limit, onClose, onOverflow }: QueueOptions): BoundedQueue<T> => {
  let items: T[] = [];
  let waiters: Waiter<T>[] = [];
  let closed = false;
  let failure: Error | undefined;
  const finishOnce = (waiter: Waiter<T>): void => {
    finish(waiter, failure);
    failure = undefined;
  };
  const close = (error?: Error): void => {
    if (closed) return;
    closed = true;
    failure = error;
    waiters.splice(0).forEach(finishOnce);
    onClose?.();
  };
  const overflow = (): false => {
    items = [];
    onOverflow?.();
    close();
    return false;
  };
  const queue: BoundedQueue<T> = {
    push: (item) => {
      if (closed) return false;
      const waiter = waiters.shift();
      if (waiter === undefined && items.length >= limit) return overflow();
      if (waiter === undefined) items.push(item);
      else waiter.resolve({ done: false, value: item });
      return true;
    },
    end: () => close(),
    fail: (error) => close(error),
    next: () =>
      new Promise((resolve, reject) => {
        const waiter = { resolve, reject };
        if (items.length > 0) resolve({ done: false, value: items.shift() as T });
        else if (closed) finishOnce(waiter);
        else waiters = [...waiters, waiter];
      }),
    return: () => {
      items = [];
      close();
      return Promise.resolve(over);
    },
    [Symbol.asyncIterator]: () => queue,
  };
  return queue;
};
