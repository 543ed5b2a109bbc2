import DataLoader from 'dataloader';
import { GraphQLError } from 'graphql';
import type { Actor, Cause, Refusal } from '@marketplace/kernel';
import { retry } from '../database/faults';
import type { Idempotency } from '../application/idempotency';

/** Batches and caches the reads of one request, so that a list of fifty items needs one query. */
export type Loaders = {
  readonly get: <T>(key: string, batch: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>) => Loader<T>;
};

export type Loader<T> = {
  readonly load: (id: string) => Promise<T | undefined>;
  /** Reads the row again, after this request has changed it. */
  readonly reload: (id: string) => Promise<T | undefined>;
};

/** The context of a request: its actor, its cause and its loaders. */
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
      // Each key has one type of rows.
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

/** Top-level errors, for what is not a user error of a payload: authentication, permissions, malformed requests. */
export const unauthenticated = (): GraphQLError => new GraphQLError('Log in first.', { extensions: { code: 'UNAUTHENTICATED' } });
export const forbidden = (): GraphQLError =>
  new GraphQLError('You do not have permission to do this.', { extensions: { code: 'FORBIDDEN' } });
export const badUserInput = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
/** For subscriptions, which cannot return null. */
export const notFound = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'NOT_FOUND' } });

type Command<T> = {
  readonly operation: string;
  /** The input of the mutation. Its idempotency key, if any, is not part of the comparison with the first request. */
  readonly input: { readonly idempotencyKey?: string };
  readonly run: (cause: Cause) => Promise<T | Refusal>;
  /** Reads the result of the first request. Required if the input has an idempotency key. */
  readonly replay?: (aggregateId: string) => Promise<T | Refusal>;
};

/** Runs the use case of a mutation. Retries on write conflicts; a repeated idempotency key returns the first result. */
export const command = async <T>(context: GraphContext, { operation, input, run, replay }: Command<T>): Promise<T | Refusal> => {
  const { idempotencyKey, ...body } = input;
  if (idempotencyKey === undefined || replay === undefined) return retry(() => run(context.cause));
  return context.idempotency.once({ operation, key: idempotencyKey, body, cause: context.cause, run, replay });
};
