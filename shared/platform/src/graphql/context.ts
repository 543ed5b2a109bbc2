import DataLoader from 'dataloader';
import { GraphQLError } from 'graphql';
import type { Actor, Cause, Refusal } from '@marketplace/kernel';
import { retry } from '../database/faults';
import type { Idempotency } from '../application/idempotency';

/** Batches and remembers reads of one request, so that a list of fifty asks the database once. */
export type Loaders = {
  readonly get: <T>(key: string, batch: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>) => Loader<T>;
};

export type Loader<T> = {
  readonly load: (id: string) => Promise<T | undefined>;
  /** Reads again what this request may have read before it changed. */
  readonly reload: (id: string) => Promise<T | undefined>;
};

/** What a resolver knows of the request: who asks, as part of which flow, and its loaders. */
export type GraphContext = {
  readonly actor: Actor;
  readonly cause: Cause;
  readonly loaders: Loaders;
  readonly idempotency: Idempotency;
};

const maxBatch = 1_000;

export const createLoaders = (): Loaders => {
  const known = new Map<string, DataLoader<string, unknown>>();
  return {
    get: <T>(key: string, batch: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>) => {
      let loader = known.get(key);
      if (loader === undefined) {
        loader = new DataLoader<string, unknown>(
          async (ids) => {
            const found = await batch(ids);
            return ids.map((id) => found.get(id));
          },
          { maxBatchSize: maxBatch },
        );
        known.set(key, loader);
      }
      const shared = loader;
      // The key names what the loader holds, so what comes out is what went in under it.
      const load = (id: string) => shared.load(id) as Promise<T | undefined>;
      return {
        load,
        reload: (id) => {
          shared.clear(id);
          return load(id);
        },
      };
    },
  };
};

/** Top-level errors, only for what no payload can say: who are you, that is not a request, that is too much. */
export const unauthenticated = (): GraphQLError => new GraphQLError('Log in first.', { extensions: { code: 'UNAUTHENTICATED' } });
export const forbidden = (): GraphQLError => new GraphQLError('You may not do this.', { extensions: { code: 'FORBIDDEN' } });
export const badUserInput = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
/** For subscriptions, which cannot answer with null. */
export const notFound = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'NOT_FOUND' } });

type Command<T> = {
  readonly operation: string;
  /** The mutation's input; its idempotencyKey, when it has one, is not part of what is compared. */
  readonly input: { readonly idempotencyKey?: string };
  readonly run: (cause: Cause) => Promise<T | Refusal>;
  /** Needed where the input has an idempotencyKey: finds the first answer again. */
  readonly replay?: (aggregateId: string) => Promise<T | Refusal>;
};

/** Runs a mutation's use case: lost races are run again, a repeated idempotency key answers as the first time. */
export const command = async <T>(context: GraphContext, { operation, input, run, replay }: Command<T>): Promise<T | Refusal> => {
  const { idempotencyKey, ...body } = input;
  if (idempotencyKey === undefined || replay === undefined) return retry(() => run(context.cause));
  return context.idempotency.once({ operation, key: idempotencyKey, body, cause: context.cause, run, replay });
};
